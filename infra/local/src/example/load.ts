import { type GraphClient, graphClient } from './graph-client.ts';
import { type Example, type ExampleAgreement, type ExamplePartner, readExample } from './khenifra.ts';

export interface LoadOptions {
  readonly graphUrl: string;
  /** A token for a role, of a province where the role has one. */
  token(role: 'ministry' | 'province', province?: string): Promise<string>;
  /** Hears how far it is: things entered, of how many. */
  progress?(done: number, all: number): void;
}

/** How many partners or agreements are under way at once: a province's office, not a load test. */
const atOnce = 6;

/**
 * Enters Khénifra's example through the public graph, with the mutations that a ministry and a province use.
 * Every step has an idempotency key of its own, so that an interrupted load is simply run again.
 * @throws Error naming the step that the graph refused
 */
export async function loadExample(options: LoadOptions): Promise<void> {
  const example = readExample();
  const { province } = example.envelope;
  const loader: Loader = {
    example,
    graph: graphClient(options.graphUrl),
    ministry: await options.token('ministry'),
    province: await options.token('province', province),
  };
  const all = example.partners.length + example.agreements.length;
  let done = 0;
  const told = async (work: Promise<void>) => {
    await work;
    options.progress?.(++done, all);
  };

  await openEnvelope(loader);
  const partnerIds = new Map<string, string>();
  await severalAtOnce(example.partners, (partner) => told(enterPartner(loader, partner, partnerIds)));
  await severalAtOnce(example.agreements, (agreement) => told(carryOut(loader, agreement, partnerIds)));
}

interface Loader {
  readonly example: Example;
  readonly graph: GraphClient;
  /** Tokens by role. */
  readonly ministry: string;
  readonly province: string;
}

const key = (...parts: string[]): string => ['khenifra', ...parts].join('-');

async function openEnvelope({ example, graph, ministry }: Loader): Promise<void> {
  const { province, edition, amount } = example.envelope;
  await graph.ask(
    ministry,
    'mutation OpenEnvelope($input: OpenEnvelopeInput!) { openEnvelope(input: $input) { receipt } }',
    { input: { idempotencyKey: key('envelope'), province, edition, amount } },
  );
}

async function enterPartner(
  loader: Loader,
  partner: ExamplePartner,
  ids: Map<string, string>,
): Promise<void> {
  const { example, graph, province: token } = loader;
  const { province, edition } = example.envelope;
  const { kind, nameAr, nameFr, registrationNumber, selection } = partner;
  const { registerPartner } = await graph.ask<{ registerPartner: { partner: { id: string } } }>(
    token,
    'mutation RegisterPartner($input: RegisterPartnerInput!) { registerPartner(input: $input) { partner { id } } }',
    {
      input: {
        idempotencyKey: key(partner.key),
        province,
        kind,
        nameAr,
        nameFr,
        registrationNumber,
        sample: true,
      },
    },
  );
  const { id } = registerPartner.partner;
  ids.set(partner.key, id);
  await graph.ask(
    token,
    'mutation RecordSelection($input: RecordSelectionInput!) { recordSelection(input: $input) { receipt } }',
    {
      input: {
        idempotencyKey: key(partner.key, 'selection'),
        partnerId: id,
        province,
        edition,
        ...selection,
      },
    },
  );
}

interface Drafted {
  readonly draftAgreement: {
    readonly agreement: {
      readonly id: string;
      readonly currentRevision: {
        readonly parties: readonly { readonly id: string }[];
        readonly lines: readonly { readonly worksite: { readonly id: string } }[];
      };
    };
  };
}

/** One agreement's way: drafted, approved, signed by each party, its worksites opened on its first day. */
async function carryOut(
  loader: Loader,
  agreement: ExampleAgreement,
  partnerIds: ReadonlyMap<string, string>,
): Promise<void> {
  const { graph, province: token } = loader;
  const { draftAgreement } = await graph.ask<Drafted>(
    token,
    `mutation DraftAgreement($input: DraftAgreementInput!) {
      draftAgreement(input: $input) {
        agreement { id currentRevision { parties { id } lines { worksite { id } } } }
      }
    }`,
    { input: draftInput(loader.example, agreement, partnerIds) },
  );
  const { id: agreementId, currentRevision } = draftAgreement.agreement;
  const receipt = await approveAndSign(loader, agreement, agreementId, currentRevision.parties);
  for (const { worksite } of currentRevision.lines) {
    await graph.ask(
      token,
      'mutation OpenWorksite($input: OpenWorksiteInput!) { openWorksite(input: $input) { receipt } }',
      {
        input: {
          idempotencyKey: key(agreement.key, 'open', worksite.id.slice(-12)),
          including: [receipt],
          worksiteId: worksite.id,
          openedOn: agreement.startsOn,
        },
      },
    );
  }
}

function draftInput(example: Example, agreement: ExampleAgreement, partnerIds: ReadonlyMap<string, string>) {
  const { province, edition } = example.envelope;
  const { title, url, publishedOn, printedGrant } = example.source;
  return {
    idempotencyKey: key(agreement.key),
    province,
    edition,
    reference: agreement.reference,
    partnerId: partnerIds.get(agreement.partner),
    startsOn: agreement.startsOn,
    endsOn: agreement.endsOn,
    parties: agreement.parties.map(({ kind, nameAr, nameFr }) => ({ kind, nameAr, nameFr })),
    lines: agreement.lines.map(({ jobs, personMonths, grant, ...worksite }) => ({
      worksite,
      jobs,
      personMonths,
      grant,
    })),
    source: { title, url, publishedOn, printedGrant },
    sample: true,
  };
}

/** Approval and signatures in one operation; mutations of one operation are carried out one after the other. */
async function approveAndSign(
  { graph, province: token }: Loader,
  agreement: ExampleAgreement,
  agreementId: string,
  parties: readonly { readonly id: string }[],
): Promise<string> {
  const signatures = parties.map(({ id: partyId }, i) => ({
    idempotencyKey: key(agreement.key, 'sign', String(i)),
    agreementId,
    partyId,
    signedOn: agreement.parties[i]?.signedOn,
  }));
  const approval = { idempotencyKey: key(agreement.key, 'approve'), agreementId, session: agreement.session };
  const declared = signatures.map((_, i) => `$sign${i}: SignAgreementInput!`).join(', ');
  const signing = signatures
    .map((_, i) => `sign${i}: signAgreement(input: $sign${i}) { standing receipt }`)
    .join(' ');
  const answer = await graph.ask<Record<string, { standing: string; receipt: string }>>(
    token,
    `mutation ApproveAndSign($approval: ApproveAgreementInput!, ${declared}) {
      approval: approveAgreement(input: $approval) { standing receipt } ${signing}
    }`,
    { approval, ...Object.fromEntries(signatures.map((input, i) => [`sign${i}`, input])) },
  );
  const last = answer[`sign${signatures.length - 1}`];
  if (last?.standing !== 'IN_FORCE') throw new Error(`${agreement.key} is ${last?.standing}, not in force`);
  return last.receipt;
}

async function severalAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
