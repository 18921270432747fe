export function startUpdates(): void {}
