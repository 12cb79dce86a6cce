/** A register of bodies that can be entered, in the manner of the partner service. */
export const registerSdl = /* GraphQL */ `
  extend type Query {
    "The register."
    bodies("Only these." including: [Receipt!]): [Body!] @kept(by: REGISTER)
    "The state of the register that it answers from."
    state: String @kept(by: REGISTER)
    "Who asks, as far as the register knows."
    whoAsks: String
    "What only a province may see."
    ledger: String @allow(roles: [PROVINCE])
    "A body that our code stumbles over."
    stumble: String
  }
  type Mutation {
    "Enters a body."
    enterBody("What." input: EnterBodyInput!): EnterBodyPayload @allow(roles: [PROVINCE], within: PROVINCE)
  }
  "What to enter."
  input EnterBodyInput {
    "Yours."
    idempotencyKey: ID!
    "Seen."
    including: [Receipt!]
    "Where."
    province: ProvinceCode!
    "What it is called."
    name: Text!
    "What it gives."
    grant: Money
    "What it is."
    kind: BodyKind
    "Where it works."
    places: [PlaceInput!]
  }
  "What a body is."
  enum BodyKind {
    "Of people."
    ASSOCIATION
    "Of workers."
    COOPERATIVE
  }
  "Where a body works."
  input PlaceInput {
    "There."
    commune: CommuneCode!
  }
  "Entered."
  type EnterBodyPayload {
    "The body."
    body: Body!
    "Proof."
    receipt: Receipt!
  }
  "A body."
  type Body @key(fields: "id") {
    "Its id."
    id: ID! @kept(by: REGISTER)
    "Its name."
    name: String! @kept(by: REGISTER)
    "Where it is."
    province: Province @kept(by: REGISTER)
  }
  extend type Province {
    "Its bodies."
    bodies: [Body!] @kept(by: REGISTER)
  }
`;

/** Figures that say at which version they were asked, in the manner of the totals service. */
export const totalsSdl = /* GraphQL */ `
  extend type Programme {
    "How many it is meant to be."
    targetJobs: Int @kept(by: TERRITORY)
    "The nation's figures."
    totals("Seen." including: [Receipt!]): Totals @kept(by: TOTALS)
  }
  extend type Region {
    "The region's figures."
    totals: Totals @kept(by: TOTALS)
  }
  extend type Province {
    "The province's figures."
    totals("Seen." including: [Receipt!]): Totals @kept(by: TOTALS)
  }
  type Mutation {
    "Writes something elsewhere than in the register."
    note("What." input: NoteInput!): Int @allow(roles: [PROVINCE])
  }
  "What to note."
  input NoteInput {
    "Yours."
    idempotencyKey: ID!
  }
  extend type Body @key(fields: "id") {
    "Its id."
    id: ID!
    "How many jobs it carries."
    jobs: Int
  }
  "Figures."
  type Totals {
    "The version they were asked at."
    version: String! @kept(by: TOTALS)
    "How fresh they are."
    completeTo: String @kept(by: COMPLETE_TO)
    "What cannot be told at some versions."
    untold: String @kept(by: TOTALS)
  }
`;
