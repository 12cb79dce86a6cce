/** What is published about Khénifra's first edition, and what of the example is invented. It opens `khenifra.json`. */
export const source = {
  title: 'التوقيع على الاتفاقيات الخاصة بتنزيل برنامج أوراش بإقليم خنيفرة',
  publisher: 'Hakaik Press',
  url: 'https://www.hakaikpress.com/%D8%A7%D9%84%D8%AA%D9%88%D9%82%D9%8A%D8%B9-%D8%B9%D9%84%D9%89-%D8%A7%D9%84%D8%A7%D8%AA%D9%81%D8%A7%D9%82%D9%8A%D8%A7%D8%AA-%D8%A7%D9%84%D8%AE%D8%A7%D8%B5%D8%A9-%D8%A8%D8%AA%D9%86%D8%B2%D9%8A%D9%84-%D8%A8%D8%B1%D9%86%D8%A7%D9%85%D8%AC-%D8%A3%D9%88%D8%B1%D8%A7%D8%B4-%D8%A8%D8%A5%D9%82%D9%84%D9%8A%D9%85-%D8%AE%D9%86%D9%8A%D9%81%D8%B1%D8%A9_a7597.html',
  publishedOn: null,
  printedGrant: '00.836.000',
  dateNote:
    'The article says "Tuesday" and names the year 2022; the day of its publication could not be read.',
  session: {
    publisher: 'Conseil provincial de Khénifra',
    url: 'https://cpkhenifra.ma/2022/04/18/%D8%A7%D9%84%D9%85%D8%AC%D9%84%D8%B3-%D8%A7%D9%84%D8%A5%D9%82%D9%84%D9%8A%D9%85%D9%8A-%D9%84%D8%AE%D9%86%D9%8A%D9%81%D8%B1%D8%A9-%D9%8A%D8%B9%D9%82%D8%AF-%D8%A7%D9%84%D8%AF%D9%88%D8%B1%D8%A9-%D8%A7-10/',
    publishedOn: '2022-04-18',
    note: 'The council’s own report, dated by its address, of the session that approved the agreements (1,100 jobs in 2022). Ordinary sessions are held in January, June and September, so this one was extraordinary; that it was held on the day of the report is an assumption.',
  },
  invented:
    'Only the sums are published. The partners, their scores, the worksites, how jobs are spread over them, the parties, all days but the session’s, and the envelope are invented; no real person or body is meant. Every invented name ends in (عينة) or (exemple).',
} as const;

/** The sums that the articles give. A test holds that the example adds up to them. */
export const published = {
  province: '05.301',
  edition: 2022,
  associations: 42,
  cooperatives: 4,
  partners: 46,
  agreements: 84,
  worksites: 84,
  communes: 22,
  jobs: 1100,
  supervisionGrant: '836000.00',
  printedGrant: '00.836.000',
  printedGrantNote:
    'Read as 836,000.00 dirhams: groups of digits that were set from right to left. 836,000 / 1,100 = 760.00 for a job.',
} as const;
