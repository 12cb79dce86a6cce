/**
 * What every subgraph's SDL has in common: federation links, the rule of who may call what, scalars, pages, territory.
 * It is one text so that it cannot differ; composition would otherwise drop a directive that one subgraph forgets.
 */
export const sharedSdl = /* GraphQL */ `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective", "@external", "@requires", "@provides", "@inaccessible"])
  @link(url: "https://awrach.example/directives/v1.0", import: ["@allow", "@kept"])
  @composeDirective(name: "@allow")
  @composeDirective(name: "@kept")

"""
Who may use a field. A caller without a token may use what carries no such rule.
"""
directive @allow(
  "The roles that may."
  roles: [Role!]!
  "Whether callers of one province, or of one partner, are held to what is theirs."
  within: Within! = NONE
) on FIELD_DEFINITION

"""
What a field may be kept by: its value is public, the same for whoever asks in whatever language, and changes only when
that changes. An operation of such fields alone is answered from what the gateway keeps. What says nothing is not kept.
"""
directive @kept("What changes it." by: KeptBy!) on FIELD_DEFINITION

"What changes the value of a field that is @kept."
enum KeptBy {
  "Nothing but another release of the system: territory, targets."
  TERRITORY
  "A new version of the totals, and nothing else."
  TOTALS
  "A new version of the totals; it also gets newer by itself meanwhile, and the older one stays true."
  COMPLETE_TO
  "A change in the register of the service that answers, and nothing else: no clock, no setting, nobody else's data."
  REGISTER
}

"What an access token lets its bearer do."
enum Role {
  "The ministry: all provinces, targets and envelopes."
  MINISTRY
  "One province's administration: the whole life of its agreements, worksites and people."
  PROVINCE
  "One provincial council's treasury: payments."
  COUNCIL
  "An association or cooperative: its own agreements, worksites and what it is owed."
  PARTNER
  "A partner's supervisor: attendance on its worksites."
  SUPERVISOR
  "Reads everything, the audit trail too."
  AUDITOR
  "Reads totals and registers."
  ANALYST
}

"To what a caller is held by @allow."
enum Within {
  "A caller of one province: to that province."
  PROVINCE
  "A caller of one partner: to that partner's."
  PARTNER
  "To nothing."
  NONE
}

"An amount in Moroccan dirhams as decimal text with two decimals, such as 836000.00. Never a float."
scalar Money
"A calendar day, YYYY-MM-DD."
scalar Date
"A moment in UTC, RFC 3339, such as 2026-01-31T09:30:00.000000Z."
scalar DateTime
"An identifier (UUID)."
scalar UUID
"Official (HCP) code of a region, such as 05."
scalar RegionCode
"Official (HCP) code of a province or prefecture, such as 05.301."
scalar ProvinceCode
"Official (HCP) code of a commune, such as 05.301.01.01."
scalar CommuneCode
"Proof of a write, opaque. Pass it back as including: the answer then contains that write."
scalar Receipt
"The address of a page on the web, http or https, up to 2,000 characters when encoded."
scalar WebAddress
"One line of readable text, 1 to 200 characters, without invisible control characters."
scalar Text
"Readable text with line breaks, up to 2,000 characters, without invisible control characters."
scalar LongText

"The field of work of a worksite."
enum Sector {
  "أشغال التهيئة, aménagement."
  DEVELOPMENT_WORKS
  "البيئة, environnement."
  ENVIRONMENT
  "الرعاية الاجتماعية, action sociale."
  SOCIAL_CARE
  "التأطير التربوي, encadrement éducatif."
  EDUCATIONAL_SUPERVISION
  "الخدمات, services."
  SERVICES
  "رقمنة الأرشيف, numérisation des archives."
  ARCHIVES_DIGITISATION
  "التنشيط الثقافي, animation culturelle."
  CULTURAL_ANIMATION
}

"Whether a worksite is small or large."
enum WorksiteSize {
  "ورش صغير, petit chantier."
  SMALL
  "ورش كبير, grand chantier."
  LARGE
}

"Where a page of a list stands in the whole (Relay)."
type PageInfo @shareable {
  "Whether more entries follow."
  hasNextPage: Boolean! @kept(by: REGISTER)
  "Whether entries precede."
  hasPreviousPage: Boolean! @kept(by: REGISTER)
  "Cursor of the first entry of this page."
  startCursor: String @kept(by: REGISTER)
  "Cursor of the last entry of this page; pass it as after for the next page."
  endCursor: String @kept(by: REGISTER)
}

type Query {
  "The programme as a whole."
  programme: Programme @shareable @kept(by: TERRITORY)
  "One region by its official code."
  region("Official (HCP) code." code: RegionCode!): Region @shareable @kept(by: TERRITORY)
  "One province or prefecture by its official code."
  province("Official (HCP) code." code: ProvinceCode!): Province @shareable @kept(by: TERRITORY)
  "One commune by its official code."
  commune("Official (HCP) code." code: CommuneCode!): Commune @shareable @kept(by: TERRITORY)
}

"Awrach: the national programme of direct jobs on temporary public worksites."
type Programme @key(fields: "code") @shareable {
  "Always awrach."
  code: ID! @kept(by: TERRITORY)
  "Name in Arabic."
  nameAr: String! @kept(by: TERRITORY)
  "Name in French."
  nameFr: String! @kept(by: TERRITORY)
  "The 12 regions, by code."
  regions: [Region!]! @kept(by: TERRITORY)
  "The 75 provinces and prefectures, by code."
  provinces: [Province!]! @kept(by: TERRITORY)
}

"One of the 12 regions."
type Region @key(fields: "code") @shareable {
  "Official (HCP) code, such as 05."
  code: ID! @kept(by: TERRITORY)
  "ISO 3166-2 code."
  iso: String! @kept(by: TERRITORY)
  "Name in Arabic."
  nameAr: String! @kept(by: TERRITORY)
  "Name in French."
  nameFr: String! @kept(by: TERRITORY)
  "Its provinces and prefectures, by code."
  provinces: [Province!]! @kept(by: TERRITORY)
}

"Whether it is called a province or a prefecture."
enum ProvinceKind {
  "إقليم, province."
  PROVINCE
  "عمالة, préfecture."
  PREFECTURE
}

"One of the 75 provinces and prefectures."
type Province @key(fields: "code") @shareable {
  "Official (HCP) code, such as 05.301."
  code: ID! @kept(by: TERRITORY)
  "ISO 3166-2 code."
  iso: String! @kept(by: TERRITORY)
  "Province or prefecture."
  kind: ProvinceKind! @kept(by: TERRITORY)
  "Name in Arabic."
  nameAr: String! @kept(by: TERRITORY)
  "Name in French."
  nameFr: String! @kept(by: TERRITORY)
  "The region in which it lies."
  region: Region! @kept(by: TERRITORY)
  "Its communes, by code."
  communes: [Commune!]! @kept(by: TERRITORY)
}

"Whether a commune is urban or rural."
enum CommuneKind {
  "جماعة حضرية, urban."
  URBAN
  "جماعة قروية, rural."
  RURAL
}

"One of the 1,503 communes."
type Commune @key(fields: "code") @shareable {
  "Official (HCP) code, such as 05.301.01.01."
  code: ID! @kept(by: TERRITORY)
  "Urban or rural."
  kind: CommuneKind! @kept(by: TERRITORY)
  "Name in Arabic."
  nameAr: String! @kept(by: TERRITORY)
  "Name in French."
  nameFr: String! @kept(by: TERRITORY)
  "Inhabitants at the census of 2024."
  population2024: Int! @kept(by: TERRITORY)
  "The province in which it lies."
  province: Province! @kept(by: TERRITORY)
}
`;

/** A subgraph's whole SDL: what all share, and its own. */
export const subgraphSdl = (own: string): string => `${sharedSdl}\n${own}`;
