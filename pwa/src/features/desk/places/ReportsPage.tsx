import { t } from '../../../core/i18n';
import { DeskPage } from '../DeskPage';
import { ReportsTable } from './ReportsTable';
import { PlacesTabs } from './SectionTabs';

/** The inbox: what people say is wrong with places. */
export default function ReportsPage() {
  return (
    <DeskPage title={t('Meldungen')} intro={t('Wer gemeldet hat, steht hier nicht.')}>
      <PlacesTabs />
      <ReportsTable />
    </DeskPage>
  );
}
