import { Icon } from '../../ui';

/** What went wrong, beside the button that was pressed. The live region is there before, else the first message is not read out. */
export const Problem = ({ text }: { text: string | null }) => (
  <div role="alert">{text !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{text}</span></p>}</div>
);
