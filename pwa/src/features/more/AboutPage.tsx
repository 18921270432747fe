import { city } from '../../core/city';
import { t } from '../../core/i18n';
import { Button, Card, Page, Status } from '../../ui';

export default function AboutPage() {
  const facts = city.data.value;
  return (
    <Page title={t('Über diese App')} back="/mehr">
      <div class="stack">
        {facts?.demo && (
          <Card tint="samt">
            <Status kind="demo">{t('Demo')}</Status>
            <p>{t('Diese App ist zum Ausprobieren. Plätze mit dem Wort „Demo“ sind erfunden.')}</p>
          </Card>
        )}
        <section class="card prose" aria-labelledby="privacy">
          <h2 id="privacy">{t('Ihre Daten')}</h2>
          <ul>
            <li>{t('Sie brauchen kein Konto.')}</li>
            <li>{t('Ihr Standort bleibt auf Ihrem Gerät. Er wird nie gesendet.')}</li>
            <li>{t('Es gibt keine Werbung. Wir zählen Ihre Besuche nicht.')}</li>
            <li>{t('Sprache, Anzeige und gemerkte Plätze speichert nur dieses Gerät.')}</li>
          </ul>
          <div class="wrap">
            <Button variant="alt" icon="database" href="/meine-daten">{t('Meine Daten')}</Button>
            <Button variant="alt" icon="shield-check" href="/privacy">{t('Datenschutz')}</Button>
          </div>
        </section>
        <section class="card prose" aria-labelledby="sources">
          <h2 id="sources">{t('Woher die Angaben stammen')}</h2>
          <p>{t('Bei jedem Ort und jedem Parkplatz steht, woher die Angaben kommen und wie alt sie sind. Was wir nicht wissen, zeigen wir als unbekannt.')}</p>
          <p>{t('Alle öffentlichen Daten dieser App können Sie selbst nutzen.')} <a href="/api/docs" target="_blank" rel="noopener">{t('Daten für eigene Programme (API)')}</a></p>
        </section>
        <section class="card prose" aria-labelledby="help">
          <h2 id="help">{t('Fragen?')}</h2>
          <p>{t('Die Behördennummer hilft am Telefon weiter.')}</p>
          <Button variant="alt" icon="phone" href={`tel:${facts?.authorityPhone ?? '115'}`}>
            {t('Anrufen: {number}', { number: facts?.authorityPhone ?? '115' })}
          </Button>
        </section>
        <section class="card prose" aria-labelledby="licences">
          <h2 id="licences">{t('Lizenzen')}</h2>
          <ul class="mut">
            <li>{t('Programm: EUPL-1.2')}{facts ? <>, <span class="ltr">{facts.version}</span></> : null}</li>
            <li>{t('Schrift: Atkinson Hyperlegible Next, SIL Open Font License 1.1')}</li>
            <li>{t('Symbole: Lucide, ISC-Lizenz')}</li>
          </ul>
        </section>
      </div>
    </Page>
  );
}
