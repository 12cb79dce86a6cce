/** What dashboards are written against: the programme with its regions and provinces, and the province whose figures were published. */
export const dashboardQuery = `{
  programme {
    targetJobs
    totals { partners agreements worksites jobs placements supervisionGrant freshness { version completeTo } }
    regions { code nameAr nameFr totals { jobs } }
    provinces { code nameAr nameFr region { code } totals { partners agreements worksites jobs communes } }
  }
  province(code: "05.301") {
    nameAr nameFr
    totals(edition: 2022, including: []) { partners agreements worksites communes jobs supervisionGrant }
  }
}`;

/** What the launcher says when all is up. */
export function welcome(facts: {
  graphUrl: string;
  brokers: string;
  logs: string;
  seconds: number;
  localIssuer: boolean;
}): string {
  const { graphUrl, brokers, logs, seconds, localIssuer } = facts;
  const token = localIssuer
    ? 'TOKEN=$(npm run -s token -- --role province --province 05.301)   then: -H "authorization: Bearer $TOKEN"'
    : 'from the issuer that OIDC_ISSUER names';
  return `
  Awrach is ready (${seconds.toFixed(1)} s).

    Graph     ${graphUrl}
    Explorer  ${new URL('/explorer', graphUrl)}
    Kafka     ${brokers}
    Logs      ${logs}

    Ask       the explorer opens with a query; dashboards ask this longer one:

${dashboardQuery.replaceAll(/^/gm, '      ')}

    Token     ${token}
    Stop      Ctrl-C
`;
}
