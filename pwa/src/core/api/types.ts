/**
 * Shapes on the wire, taken from the generated `schema.d.ts` under the names the screens use.
 *
 * OpenAPI calls a field with a default optional; our server always sends it, with `null` for unknown. `Full` says so.
 */

import type { Feature, FeatureCollection } from 'geojson';
import type { components } from './schema';

type Schemas = components['schemas'];
type Plain = string | number | boolean | null;
type Full<T> = T extends Plain | Plain[] // also pairs like [from, to]
  ? T
  : T extends (infer Item)[]
    ? Full<Item>[]
    : T extends object
      ? { [K in keyof T]-?: Full<Exclude<T[K], undefined>> }
      : T;

export type Bay = Full<Schemas['Bay']>;
/** What changes by itself about a bay. */
export type BayState = Full<Schemas['BayLive']>;
export type Site = Full<Schemas['Site']>;
export type SiteState = Full<Schemas['SiteLive']>;
export type LiveChange = Full<Schemas['LiveChange']>;
export type BayList = Full<Schemas['BayList']>;
export type SiteList = Full<Schemas['SiteList']>;
export type ForecastList = Full<Schemas['ForecastList']>;
export type Forecast = Full<Schemas['Forecast']>;
/** `weekday` 0 is Monday, 7 a public holiday; shares of free bays from 0 to 1. */
export type ForecastSlot = Full<Schemas['ForecastSlot']>;
export type Source = Full<Schemas['Source']>;
export type Restriction = Full<Schemas['Restriction']>;
export type Entrance = Full<Schemas['Entrance']>;
export type Status = Bay['status'];
export type Reason = NonNullable<Bay['reason']>;
export type Audience = Restriction['type'];
export type SiteKind = Site['kind'];

/** Official warnings; texts of senders by language. */
export type AlertSummary = Full<Schemas['AlertSummary']>;
export type AlertList = Full<Schemas['AlertList']>;
export type AlertHistory = Full<Schemas['AlertHistory']>;
export type AlertDetail = Full<Schemas['AlertDetail']>;

export type City = Full<Schemas['City']>;
/** Outlines as GeoJSON; the generated names of its parts add nothing. */
export interface Districts {
  validFrom: string;
  outline: Feature;
  boroughs: FeatureCollection;
  districts: FeatureCollection;
}

/** `label` is a German message to translate; `keywords` are words people type, in any language. */
export type PlaceCategory = Full<Schemas['PlaceCategory']>;
export type PlaceSummary = Full<Schemas['PlaceSummary']>;
export type PlaceDetail = Full<Schemas['PlaceDetail']>;
export type PlaceList = Full<Schemas['PlaceList']>;
export interface PlaceHits {
  items: Full<Schemas['PlaceHit']>[];
  nextCursor: string | null;
}
export type PlaceReport = Schemas['PlaceReportRequest'];
export type ReportReason = PlaceReport['reason'];

/** RFC 9457. `detail` is already translated and meant for people. */
export type ProblemDocument = Schemas['ProblemDocument'];
export type Me = Full<Schemas['Me']>;
export type SignedIn = Full<Schemas['SignedIn']>;
export type SignedOut = Full<Schemas['SignedOut']>;
export type MyPasskeys = Full<Schemas['MyPasskeys']>;
export type PasskeyView = Full<Schemas['PasskeyView']>;
export type SessionView = Full<Schemas['SessionView']>;
/** Texts come translated from the server. */
export type DataClass = Full<Schemas['DataClass']>;
export type StoredClass = Full<Schemas['StoredClass']>;
export type MyData = Full<Schemas['MyData']>;
export type DeviceDataQuestion = Full<Schemas['DeviceDataQuestion']>;
export type PrivacyNotice = Full<Schemas['PrivacyNotice']>;

export type DeskPlaceRow = Full<Schemas['DeskPlaceRow']>;
export type DeskPlace = Full<Schemas['DeskPlace']>;
export type DeskReport = Full<Schemas['DeskReport']>;
export type DeskAlertRow = Full<Schemas['DeskAlertRow']>;
export type DeskAlert = Full<Schemas['DeskAlert']>;
export type WarningTemplate = Full<Schemas['WarningTemplate']>;
export type WarningPreview = Full<Schemas['WarningPreview']>;
export type WarningReach = Full<Schemas['WarningReach']>;
export type PersonRow = Full<Schemas['PersonRow']>;
export type PersonView = Full<Schemas['PersonView']>;
export type OrganisationRow = Full<Schemas['OrganisationRow']>;
export type OrganisationView = Full<Schemas['OrganisationView']>;
export type ChainState = Full<Schemas['ChainState']>;
export type InvitationCreated = Full<Schemas['InvitationCreated']>;
export type InvitationView = Full<Schemas['InvitationView']>;

/** One part of the running system. `label` and `detail` come translated. */
export type Vital = Full<Schemas['VitalView']>;
export type SystemHealth = Full<Schemas['SystemHealth']>;
/** One entry of the log, and whether it can be taken back. */
export type AuditItem = Omit<Full<Schemas['AuditItem']>, 'before' | 'after'> & {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

export type DeskDevice = Full<Schemas['DeskDevice']>;
export type DeskDeviceDetail = Full<Schemas['DeskDeviceDetail']>;
export type DeskReading = Full<Schemas['DeskReading']>;
export type DeviceState = DeskDevice['state'];
export type DeviceEdit = Full<Schemas['DeviceEdit']>;
export type DeviceChanged = Full<Schemas['DeviceChanged']>;
export type DeviceProfile = Full<Schemas['ProfileView']>;
export type QuarantinedDevice = Full<Schemas['QuarantinedDevice']>;
export type DeskBay = Full<Schemas['DeskBay']>;
export type BayDecided = Full<Schemas['BayDecided']>;
/** Town-hall pages: texts are blocks of spans, never markup. `language` is that of the text, `locale` that of the reader. */
export type ContentIndex = Full<Schemas['ContentIndex']>;
export type ContentEntry = Full<Schemas['PageEntry']>;
export type ContentPage = Full<Schemas['ContentPage']>;
export type ContentLibrary = Full<Schemas['ContentLibrary']>;
export type ContentSection = Full<Schemas['Section']>;
export type ContentBlock = Full<Schemas['Block']>;
export type ContentSpan = Full<Schemas['Span']>;
export type ExplainedTerm = Full<Schemas['ExplainedTerm']>;
/** Messages to this phone: where, of what, and whether the last test arrived. */
export type PushState = Full<Schemas['PushState']>;
export type PushChoices = Full<Schemas['PushChoices']>;

/** The eight kinds of answers of the assistant; `kind` tells them apart. */
export type QuestionReply = Full<Schemas[
  'CrisisReply' | 'PersonReply' | 'PersonalDataReply' | 'OffTopicReply' | 'LiveReply' | 'AnswerReply' | 'ChoicesReply' | 'HandOverReply'
]>;
export type QuestionBody = Pick<Schemas['QuestionBody'], 'text'> & Partial<Schemas['QuestionBody']>;
export type CrisisCard = Full<Schemas['CrisisCard']>;
export type HandOverCard = Full<Schemas['HandOverCard']>;
export type HandOverReceipt = Full<Schemas['HandOverReceipt']>;
export type MyHandOver = Full<Schemas['MyHandOver']>;
export type MyHandOvers = Full<Schemas['MyHandOvers']>;
export type PageAnswer = Full<Schemas['PageAnswer']>;
export type PageLink = Full<Schemas['PageLink']>;
export type LiveFacts = Full<Schemas['LiveFacts']>;
export type LiveThing = Full<Schemas['LiveThing']>;
export type SearchResults = Full<Schemas['SearchResults']>;
