/** The design system. Screens import from here, and only from here. */
export { DisplayTool, LanguageTool } from './AppHeader';
export { Button } from './Button';
export { Card } from './Card';
export { Chip, Chips } from './Chip';
export { Dialog } from './Dialog';
export { Check, Field, TextField } from './Field';
export { Icon } from './Icon';
export { type IconName, iconOr } from './icon-names';
export { List, ListLink } from './List';
export { LiveAge } from './LiveAge';
export { Page } from './Page';
export { Rich } from './Rich';
export { Sheet } from './Sheet';
export { DemoMark, Status, type StatusKind } from './Status';
export { announce, showToast } from './Toast';
export { EmptyState, Skeleton } from './Waiting';
