import { Page } from '../../ui';

export default function Placeholder() {
  return <Page title="">{null}</Page>;
}
