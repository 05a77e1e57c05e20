/** A text that rules and values were read in. */
interface SourceText {
  readonly title: string;
  /** The page itself where it is on record. An address without a path is only the site of the publisher. */
  readonly urls: readonly string[];
}

/** Every source by id. Compiled 2026-11-22. `docs/rules/sources.md` says more about each one. */
export const SOURCE_TABLE = {
  // Remote monitoring.
  S1: {
    title: 'CMS CY2021 PFS final rule 85 FR 84472 (2020-12-28) + correction 86 FR 5020 (2021-01-19)',
    urls: [
      'https://govinfo.gov/content/pkg/FR-2021-01-19/html/2021-00805.htm',
      'https://www.rivkinrounds.com/2021/01/cms-clarifies-rpm-reimbursement/',
    ],
  },
  S2: {
    title: 'CMS CY2021 fact sheet on interactive communication',
    urls: [
      'https://www.vivifyhealth.com/clarifying-the-2021-cms-billing-rules-on-remote-physiologic-management-great-news/',
    ],
  },
  S3: {
    title: 'Foley CY2021 final-rule FAQ (2020-12)',
    urls: [
      'https://foley.com/en/insights/publications/2020/12/2021-remote-patient-monitoring-cms-final-rule',
    ],
  },
  S4: {
    title: 'CMS CY2024 PFS final rule (2023-11-16), 88 FR 78818',
    urls: [
      'https://federalstatelaw.com/federal-register/2023-24184',
      'https://foley.com/?p=104297',
      'https://www.nixonlawgroup.com/nlg-blog/key-changes-for-rtm-and-rpm-in-2024',
      'https://quickreads.ext.katten.com/post/102iw9q/new-year-new-remote-monitoring-services-billing-rules',
    ],
  },
  S5: {
    title: 'CMS CY2026 PFS final rule CMS-1832-F, 90 FR 49266 (2025-11-05)',
    urls: [
      'https://federalstatelaw.com/federal-register/2025-19787',
      'https://rimidi.com/news/2026-rpm-code-expansion',
    ],
  },
  S6: {
    title: 'CY2026 correction notice 91 FR 12071, effective 2026-03-12, applicable 2026-01-01',
    urls: [
      'https://changeflow.com/govping/healthcare-regulation/us-fed-2026-03-14-873',
    ],
  },
  S7: {
    title: 'NGS (MAC) remote monitoring article',
    urls: [
      'https://www.ngsmedicare.com/web/ngs/remote-monitoring-services?selectedArticleId=4521902',
    ],
  },
  S8: {
    title: 'Noridian (MAC) RPM documentation list',
    urls: [
      'https://med.noridianmedicare.com/web/jeb/topics/documentation-requirements/remote-patient-monitoring',
    ],
  },
  S9: { title: 'CPT 99457 guideline points, B. Nicoletti, Medscape 2019-02-18', urls: ['https://www.medscape.com/viewarticle/908640_6'] },
  S10: {
    title: 'AAPC forum, 99458 ladder and unit cap',
    urls: [
      'https://aapc.com/discuss/threads/99458-rpm-99439-ccm.187213',
      'https://www.aapc.com/discuss/threads/remote-patient-monitoring--input-needed-asap.182845/post-500692',
    ],
  },
  S11: {
    title: 'AAFP on the CPT midpoint rule (2019-10-25)',
    urls: [
      'https://www.aafp.org/journals/fpm/blogs/inpractice/entry/cpt_midpoint_rule.html',
    ],
  },
  S12: {
    title: 'Units edit (MUE) of 99458, and what its adjudication indicator means',
    urls: [
      'https://telecare-usa.com/blog/why-updating-your-clearinghouse-data-matters-a-real-world-example-using-cpt-code-99458',
      'https://www.palmettogba.com/palmetto/jma.nsf/DID/A44KL34718',
    ],
  },
  S13: {
    title: 'Prevounce FAQ on the 2026 rule (2025-12-02)',
    urls: [
      'https://blog.prevounce.com/faqs-from-the-2026-medicare-physician-fee-schedule-final-rule',
      'https://blog.prevounce.com/remote-patient-monitoring-rpm-compliance-faqs',
      'https://blog.prevounce.com/cms-proposes-changes-to-and-reaffirms-remote-monitoring-services',
    ],
  },
  S14: {
    title: 'The 30-day period of device supply',
    urls: [
      'https://www.rvudoc.com/billing/codes/99454',
      'https://fairpath.ai/resources/block-stretching-rpm-99454',
      'https://help.omnivers.ai/en/articles/14112271-how-billing-is-structured-in-omnivers',
      'https://telecare-usa.com/blog/why-we-recommend-the-30th-as-your-date-of-service-for-rpm-claims',
      'https://docs.stratapt.com/documentation/clinical-documentation/remote-therapeutic-monitoring-rtm',
    ],
  },
  S15: {
    title: 'Date of service on professional claims: MLN SE17023 (rev. 2019-02-01)',
    urls: [
      'https://www.texmed.org/TexasMedicineDetail.aspx?id=50770',
      'https://www.codapedia.com/topicOpen.cfm?id=hfxv1pc58hk53v887zb0b57dd1rv5k5',
      'https://remingtonreport.com/intelligence-resources/partnership-development/22-key-facts-about-physician-ccm-billing',
    ],
  },
  S16: {
    title: 'COVID-19 interim rules: CMS-5531-IFC, 85 FR 27550 (2020-05-08)',
    urls: [
      'https://regulations.vlex.com/vid/medicare-and-medicaid-programs-844435479',
      'https://rimidi.com/news/remote-patient-monitoring-key-takeaways-in-the-proposed-2021-physician-fee-schedule',
      'https://optimize.health/blog/how-to-bill-for-remote-patient-monitoring',
    ],
  },
  S17: {
    title: 'FQHC and RHC: G0511, its end, and the codes after it',
    urls: [
      'https://blog.prevounce.com/whats-happening-with-care-management-code-g0511',
      'https://codingintel.com/rhc-and-fqhc-update',
      'https://www.ccnhealth.com/general-articles/2026-medicare-fee-schedule-what-providers-need-to-know-about-changes',
      'https://www.tenovi.com/fqhcs-and-rpm-remote-patient-monitoring',
    ],
  },
  S18: {
    title: 'Remote therapeutic monitoring',
    urls: [
      'https://pt-management.com/blog/remote-therapeutic-monitoring-by-physical-and-occupational-therapists/',
      'https://www.limberhealth.com/blog/2026-cms-final-rule-rtm-codes',
      'https://www.forcetherapeutics.com/blog/cms-updates-remote-therapeutic-monitoring-rtm-codes-in-the-2026-physician-fee-schedule',
      'https://bonearc.com/blog/rtm-for-physical-therapists/',
      'https://www.physitrack.com/insights/remote-therapeutic-monitoring-physical-therapy',
    ],
  },
  S19: {
    title: 'Self-measured blood pressure: AMA quick guide',
    urls: [
      'https://www.ama-assn.org/delivering-care/hypertension/7-step-smbp-quick-guide-coding',
      'https://coding-online.net/99473-and-99474-focus-on-2020s-new-self-measured-bp-monitoring-codes',
    ],
  },
  S20: { title: 'Palmetto (MAC) on G0322, home health', urls: ['https://palmettogba.com/palmetto/jmhhh.nsf/DIDC/VMCTLPL2JJ~Home%20Health'] },
  S21: {
    title: 'Advanced primary care management (APCM)',
    urls: [
      'https://www.fairpath.ai/resources/apcm-guide',
      'https://fairpath.ai/resources/2026-billing-workflow-matrix',
    ],
  },
  S22: {
    title: 'OIG OEI-02-23-00260 (2024-09)',
    urls: [
      'https://www.hpnonline.com/regulatory/news/55142906/oig-report-additional-oversight-of-remote-patient-monitoring-in-medicare-is-needed',
      'https://www.aha.org/news/headline/2024-09-27-oig-more-oversight-needed-remote-patient-monitoring-medicare',
    ],
  },
  S23: {
    title: 'OIG data snapshot (2025-08)',
    urls: [
      'https://www.mcdonaldhopkins.com/insights/news/oig-report-identifies-remote-patient-monitoring-billing-compliance-concerns',
      'https://www.healthlawalliance.com/blog/oig-doubles-down-on-increased-oversight-for-rpm-in-new-report',
      'https://blogs.mcguirewoods.com/2025/09/29/oig-issues-remote-patient-monitoring-report-billing-pitfalls-and-compliance-risks/',
    ],
  },
  S24: { title: 'CMS PPRRVU relative value files', urls: ['https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files'] },
  S25: { title: 'On 99091: CPT forbids it with 99457; CMS 2021 may allow it', urls: ['https://jiva.health/faq'] },
  S26: {
    title: 'UnitedHealthcare on remote physiologic monitoring',
    urls: [
      'https://www.beckerspayer.com/policy-updates/unitedhealthcare-delays-new-remote-physiologic-monitoring-coverage-policy',
      'https://cthosp.org/news-and-publications/cha-weekly-update/weekly-update-february-19-2026/cha-urges-unitedhealthcare-to-rescind-new-remote-physiologic-monitoring-policy',
      'https://racmonitor.medlearn.com/uhc-seems-to-realize-its-pending-restrictions-on-remote-patient-monitoring-payment-wont-fly',
    ],
  },
  S27: {
    title: 'Cigna 0563 and Aetna CPB 1093',
    urls: [
      'https://payerpolicy.org/updates/cigna/cigna-mm-0563-remote-physiologic-monitoring-rpm-and-remote-thera-coverage-update',
      'https://payerpolicy.org/updates/aetna/aetna-cpb-1093-remote-physiologic-monitoring-rpm-coverage-update',
    ],
  },
  S28: {
    title: 'Blue Cross Blue Shield of Mississippi on remote patient monitoring',
    urls: [
      'https://www.bcbsms.com/policy-search/medical/policy-detail/telehealth-remote-patient-monitoring-services',
    ],
  },
  S29: {
    title: 'State Medicaid programs on remote patient monitoring',
    urls: [
      'https://www.cchpca.org/topic/remote-patient-monitoring/',
      'https://www.cchpca.org/?policy=remote-patient-monitoring',
      'https://www.thecheckup.org/2021/02/18/provider-alert-cpt-coding-for-self-measured-blood-pressure-monitoring/',
    ],
  },
  S30: {
    title: 'Manual entry excluded, one provider, consent (citing MLN901705, April 2025)',
    urls: [
      'https://www.candihealth.com/remote-patient-monitoring-documentation-requirements-2025',
    ],
  },
  S31: { title: '"on at least one medical device"', urls: ['https://carematix.com/apcm'] },

  // Telehealth.
  RVU21: {
    title: 'CMS PPRRVU, October releases 2019 to 2021',
    urls: [
      'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
    ],
  },
  RVU24: {
    title: 'CMS PPRRVU, October release 2024',
    urls: [
      'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
    ],
  },
  RVU25: {
    title: 'CMS PPRRVU, October release 2025',
    urls: [
      'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
    ],
  },
  R26: {
    title: 'CMS PPRRVU2026, July release, status codes included',
    urls: [
      'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
    ],
  },
  JUCM: { title: 'JUCM, what’s new in telemedicine for 2025', urls: ['https://jucm.com/whats-new-in-telemedicine-for-2025'] },
  RHEUM25: {
    title: 'The Rheumatologist, key telemedicine updates for 2025 (2025-01-07)',
    urls: [
      'https://www.the-rheumatologist.org/article/key-telemedicine-updates-for-2025',
    ],
  },
  MEDLEARN: {
    title: 'MedLearn, understanding the 2025 telemedicine E/M codes',
    urls: [
      'https://medlearn.com/understanding-the-2025-telemedicine-em-codes',
    ],
  },
  'AAPC-RCI': { title: 'AAPC E/M Coding Alert 179158', urls: ['https://www.aapc.com'] },
  'AAPC-CARDIO': { title: 'AAPC newsletters 175957 and 162537 (e-visits)', urls: ['https://www.aapc.com'] },
  CEW: { title: 'Children’s Eye Wiki, telemedicine coding', urls: ['https://childrenseyewiki.org'] },
  MLN006764: {
    title: 'CMS MLN006764, evaluation and management services (MDM table)',
    urls: [
      'https://www.cms.gov/files/document/mln006764-evaluation-management-services.pdf',
    ],
  },
  'NGS-EM': { title: 'NGS Medicare article 741988, evaluation and management', urls: ['https://www.ngsmedicare.com'] },
  'NGS-PRO': { title: 'NGS Medicare article 13723734 (2025-08-07), prolonged services', urls: ['https://www.ngsmedicare.com'] },
  'NGS-95': { title: 'NGS Medicare article 10638446', urls: ['https://www.ngsmedicare.com'] },
  'NGS-G0': { title: 'NGS Medicare articles 2545376 and 2545452', urls: ['https://www.ngsmedicare.com'] },
  FCSO: { title: 'First Coast (MAC) article 0459457 (2025-04-08)', urls: ['https://medicare.fcso.com/EM/0459457.asp'] },
  AAFP25: {
    title: 'AAFP, Medicare telehealth in 2025',
    urls: [
      'https://www.aafp.org/pubs/fpm/blogs/gettingpaid/entry/medicare-telehealth-2025.html',
    ],
  },
  AAO: { title: 'American Academy of Osteopathy on the CY2026 final rule', urls: ['https://academyofosteopathy.org'] },
  HBE: {
    title: 'HBE Advisors, CMS is ending certain PHE waivers (2023-02-28)',
    urls: [
      'https://www.hbeadvisors.com/2023/02/28/cms-is-ending-certain-phe-waivers/',
    ],
  },
  WIMI: { title: 'What Is Medical Insurance Billing, on 99441 to 99443', urls: ['https://whatismedicalinsurancebilling.org/?p=1654'] },
  GENHEALTH: {
    title: 'Codapedia (2021-05-03) and GenHealth on G2010, G2250 and G2251',
    urls: [
      'https://www.codapedia.com',
      'https://genhealth.ai',
    ],
  },
  MGMA: { title: 'MGMA, AAP, The Rheumatologist and UTHealth on 99446 to 99452', urls: ['https://www.mgma.com'] },
  AMC: {
    title: 'American Medical Coding, mastering 2025 telemedicine codes',
    urls: [
      'https://americanmedicalcoding.com/mastering-2025-telemedicine-codes',
    ],
  },
  FP: { title: 'FairPath (2025-12-18) on the end of G0071', urls: ['https://fairpath.ai'] },
  NARHC: { title: 'NARHC (2025-12-23) on G2025', urls: ['https://www.narhc.org'] },
  COKER: {
    title: 'Coker Group (2021) on G2025',
    urls: [
      'https://cokergroup.com/expanded-guidance-from-cms-for-telehealth-services-provided-at-rural-health-clinics-and-federally-qualified-health-centers-during-the-covid-19-public-health-emergency',
    ],
  },
  BAIRDHOLM: { title: 'Baird Holm (2019-02-05) on virtual communication by RHCs and FQHCs', urls: ['https://www.bairdholm.com'] },
  'CMS RHC': { title: 'CMS Rural Health Clinics Center', urls: ['https://www.cms.gov'] },
  NBI: { title: 'nationalbilling.com (secondary: verify with the plan)', urls: ['https://nationalbilling.com'] },
  BCBSNC: { title: 'Blue Cross NC (2025)', urls: ['https://www.bluecrossnc.com'] },
  BCBSIL: { title: 'Blue Cross and Blue Shield of Illinois (2022-05-03)', urls: ['https://www.bcbsil.com'] },
  'AAFP-UHC': { title: 'AAFP on UnitedHealthcare (2023-02-07)', urls: ['https://www.aafp.org'] },
  CLAIMPOWER: {
    title: 'Claimpower, telehealth billing updates of April 2026',
    urls: [
      'http://www.claimpower.com/telehealth-billing-updates-april-2026/',
    ],
  },
  OPHMGMT: {
    title: 'Ophthalmology Management, coding and reimbursement (November/December 2024)',
    urls: [
      'https://ophthalmologymanagement.com/issues/2024/novemberdecember/coding-reimbursement',
    ],
  },
  IMLC: {
    title: 'CompHealth (2023-07) and JacksonCoker (2024-10) on the Interstate Medical Licensure Compact',
    urls: [
      'https://comphealth.com',
      'https://jacksoncoker.com',
    ],
  },
  'CMS FAQ 2026-02-04': { title: 'CMS telehealth FAQ (2026-02-04), read at homecaremag.com', urls: ['https://www.homecaremag.com'] },
  'CAA 2026 6209': {
    title: 'Consolidated Appropriations Act, 2026 (H.R. 7148), section 6209, signed 2026-02-03',
    urls: [
      'https://self-law.org/code/bill/119/hr/7148/ih/section-6209',
    ],
  },
  'P.L. 119-37': { title: 'P.L. 119-37, signed 2025-11-12, read at matrc.org', urls: ['https://matrc.org'] },
  'FY25 CR': {
    title: 'Full-year continuing resolution for fiscal year 2025 (H.R. 1968)',
    urls: [
      'https://www.congress.gov/bill/119th-congress/house-bill/1968',
    ],
  },
  'American Relief Act 2025': {
    title: 'American Relief Act, 2025 (H.R. 10545)',
    urls: [
      'https://www.congress.gov/bill/118th-congress/house-bill/10545',
    ],
  },
  'CAA 2023': { title: 'Consolidated Appropriations Act, 2023 (H.R. 2617)', urls: ['https://www.congress.gov/bill/117th-congress/house-bill/2617'] },
  '1135 waiver': {
    title: 'Section 1135 waiver of the public health emergency, signed 2020-03-06, back to 2020-03-01',
    urls: [
      'https://www.ssa.gov',
    ],
  },
  '1834(m)': {
    title: 'Social Security Act, section 1834(m) (contents of title XVIII)',
    urls: [
      'https://www.ssa.gov/OP_Home/ssact/title18/1800.htm',
    ],
  },

  // What states require of commercial plans.
  'Manatt 2025-12': {
    title: 'Manatt telehealth policy tracker (December 2025)',
    urls: [
      'https://manatt.com/insights/white-papers/2025/manatt-telehealth-policy-tracker-tracking-ongoing-federal-and-state-telehealth-policy-changes',
    ],
  },
  'LSLU 2019': {
    title: 'Life Sciences Legal Update (LSLU, 2019) on AB 744 and other parity laws',
    urls: [
      'https://www.lifescienceslegalupdate.com/2019/10/articles/legislative-developments/new-california-law-aims-to-expand-telehealth-coverage-and-payment/',
    ],
  },
  'TechTarget 2024': { title: 'TechTarget (2024), citing Foley', urls: ['https://www.techtarget.com'] },
  'Becker 2021': {
    title: 'Becker’s (2021) on Illinois',
    urls: [
      'https://www.beckershospitalreview.com/telehealth/new-illinois-law-lets-patients-request-or-reject-telehealth-sets-payment-parity.html',
    ],
  },
  Brecha: { title: 'Brecha Networks, telehealth parity by state', urls: ['https://brechanetworks.com'] },
  S2988: {
    title: 'New Jersey S2988, signed 2024-12-31',
    urls: [
      'https://fastdemocracy.com/bill-summary/?billsummary_id=NJB00060134&billsummary_session=2024-2025&billsummary_state=nj',
    ],
  },
  'L.2022 c.57 pt V': {
    title: 'New York L.2022 c.57 part V; Insurance Law 4306-g (FindLaw, 2026-01)',
    urls: [
      'https://codes.findlaw.com/ny/insurance-law/isc-sect-4306-g/',
    ],
  },

  // Files that a practice loads.
  NCCI: {
    title: 'CMS NCCI procedure-to-procedure edits for practitioners',
    urls: [
      'https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits',
    ],
  },

  // No text to point to.
  K: { title: 'Known rule, wording not read again', urls: [] },
  D: { title: 'Derived by us', urls: [] },
} as const satisfies Readonly<Record<string, SourceText>>;
