/** Where a rule or value was read (monitoring rules, section 1). */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly urls: readonly string[];
}

const source = (id: string, title: string, ...urls: readonly string[]): Source => ({ id, title, urls });

export const SOURCES: readonly Source[] = [
  source(
    'S1',
    'CMS CY2021 PFS final rule 85 FR 84472 (2020-12-28) + correction 86 FR 5020 (2021-01-19)',
    'https://govinfo.gov/content/pkg/FR-2021-01-19/html/2021-00805.htm',
    'https://www.rivkinrounds.com/2021/01/cms-clarifies-rpm-reimbursement/',
  ),
  source(
    'S2',
    'CMS CY2021 fact sheet on interactive communication',
    'https://www.vivifyhealth.com/clarifying-the-2021-cms-billing-rules-on-remote-physiologic-management-great-news/',
  ),
  source(
    'S3',
    'Foley CY2021 final-rule FAQ (2020-12)',
    'https://foley.com/en/insights/publications/2020/12/2021-remote-patient-monitoring-cms-final-rule',
  ),
  source(
    'S4',
    'CMS CY2024 PFS final rule (2023-11-16), 88 FR 78818',
    'https://federalstatelaw.com/federal-register/2023-24184',
    'https://foley.com/?p=104297',
    'https://www.nixonlawgroup.com/nlg-blog/key-changes-for-rtm-and-rpm-in-2024',
    'https://quickreads.ext.katten.com/post/102iw9q/new-year-new-remote-monitoring-services-billing-rules',
  ),
  source(
    'S5',
    'CMS CY2026 PFS final rule CMS-1832-F, 90 FR 49266 (2025-11-05)',
    'https://federalstatelaw.com/federal-register/2025-19787',
    'https://rimidi.com/news/2026-rpm-code-expansion',
  ),
  source(
    'S6',
    'CY2026 correction notice 91 FR 12071, effective 2026-03-12, applicable 2026-01-01',
    'https://changeflow.com/govping/healthcare-regulation/us-fed-2026-03-14-873',
  ),
  source(
    'S7',
    'NGS (MAC) remote monitoring article',
    'https://www.ngsmedicare.com/web/ngs/remote-monitoring-services?selectedArticleId=4521902',
  ),
  source(
    'S8',
    'Noridian (MAC) RPM documentation list',
    'https://med.noridianmedicare.com/web/jeb/topics/documentation-requirements/remote-patient-monitoring',
  ),
  source(
    'S9',
    'CPT 99457 guideline points, B. Nicoletti, Medscape 2019-02-18',
    'https://www.medscape.com/viewarticle/908640_6',
  ),
  source(
    'S10',
    'AAPC forum, 99458 ladder and unit cap',
    'https://aapc.com/discuss/threads/99458-rpm-99439-ccm.187213',
    'https://www.aapc.com/discuss/threads/remote-patient-monitoring--input-needed-asap.182845/post-500692',
  ),
  source(
    'S11',
    'AAFP on the CPT midpoint rule (2019-10-25)',
    'https://www.aafp.org/journals/fpm/blogs/inpractice/entry/cpt_midpoint_rule.html',
  ),
  source(
    'S12',
    'MUE for 99458',
    'https://telecare-usa.com/blog/why-updating-your-clearinghouse-data-matters-a-real-world-example-using-cpt-code-99458',
    'https://www.palmettogba.com/palmetto/jma.nsf/DID/A44KL34718',
  ),
  source(
    'S13',
    'Prevounce FAQ on the 2026 rule (2025-12-02)',
    'https://blog.prevounce.com/faqs-from-the-2026-medicare-physician-fee-schedule-final-rule',
    'https://blog.prevounce.com/remote-patient-monitoring-rpm-compliance-faqs',
    'https://blog.prevounce.com/cms-proposes-changes-to-and-reaffirms-remote-monitoring-services',
  ),
  source(
    'S14',
    '30-day period',
    'https://www.rvudoc.com/billing/codes/99454',
    'https://fairpath.ai/resources/block-stretching-rpm-99454',
    'https://help.omnivers.ai/en/articles/14112271-how-billing-is-structured-in-omnivers',
    'https://telecare-usa.com/blog/why-we-recommend-the-30th-as-your-date-of-service-for-rpm-claims',
    'https://docs.stratapt.com/documentation/clinical-documentation/remote-therapeutic-monitoring-rtm',
  ),
  source(
    'S15',
    'Date of service on professional claims',
    'https://www.texmed.org/TexasMedicineDetail.aspx?id=50770',
    'https://www.codapedia.com/topicOpen.cfm?id=hfxv1pc58hk53v887zb0b57dd1rv5k5',
    'https://remingtonreport.com/intelligence-resources/partnership-development/22-key-facts-about-physician-ccm-billing',
  ),
  source(
    'S16',
    'COVID interim rules',
    'https://regulations.vlex.com/vid/medicare-and-medicaid-programs-844435479',
    'https://rimidi.com/news/remote-patient-monitoring-key-takeaways-in-the-proposed-2021-physician-fee-schedule',
    'https://optimize.health/blog/how-to-bill-for-remote-patient-monitoring',
  ),
  source(
    'S17',
    'FQHC/RHC',
    'https://blog.prevounce.com/whats-happening-with-care-management-code-g0511',
    'https://codingintel.com/rhc-and-fqhc-update',
    'https://www.ccnhealth.com/general-articles/2026-medicare-fee-schedule-what-providers-need-to-know-about-changes',
    'https://www.tenovi.com/fqhcs-and-rpm-remote-patient-monitoring',
  ),
  source(
    'S18',
    'RTM',
    'https://pt-management.com/blog/remote-therapeutic-monitoring-by-physical-and-occupational-therapists/',
    'https://www.limberhealth.com/blog/2026-cms-final-rule-rtm-codes',
    'https://www.forcetherapeutics.com/blog/cms-updates-remote-therapeutic-monitoring-rtm-codes-in-the-2026-physician-fee-schedule',
    'https://bonearc.com/blog/rtm-for-physical-therapists/',
    'https://www.physitrack.com/insights/remote-therapeutic-monitoring-physical-therapy',
  ),
  source(
    'S19',
    'SMBP',
    'https://www.ama-assn.org/delivering-care/hypertension/7-step-smbp-quick-guide-coding',
    'https://coding-online.net/99473-and-99474-focus-on-2020s-new-self-measured-bp-monitoring-codes',
  ),
  source('S20', 'G0322', 'https://palmettogba.com/palmetto/jmhhh.nsf/DIDC/VMCTLPL2JJ~Home%20Health'),
  source(
    'S21',
    'APCM',
    'https://www.fairpath.ai/resources/apcm-guide',
    'https://fairpath.ai/resources/2026-billing-workflow-matrix',
  ),
  source(
    'S22',
    'OIG OEI-02-23-00260 (2024-09)',
    'https://www.hpnonline.com/regulatory/news/55142906/oig-report-additional-oversight-of-remote-patient-monitoring-in-medicare-is-needed',
    'https://www.aha.org/news/headline/2024-09-27-oig-more-oversight-needed-remote-patient-monitoring-medicare',
  ),
  source(
    'S23',
    'OIG data snapshot (2025-08)',
    'https://www.mcdonaldhopkins.com/insights/news/oig-report-identifies-remote-patient-monitoring-billing-compliance-concerns',
    'https://www.healthlawalliance.com/blog/oig-doubles-down-on-increased-oversight-for-rpm-in-new-report',
    'https://blogs.mcguirewoods.com/2025/09/29/oig-issues-remote-patient-monitoring-report-billing-pitfalls-and-compliance-risks/',
  ),
  source(
    'S24',
    'CMS PPRRVU relative value files',
    'https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files',
  ),
  source('S25', '99091', 'https://jiva.health/faq'),
  source(
    'S26',
    'UHC',
    'https://www.beckerspayer.com/policy-updates/unitedhealthcare-delays-new-remote-physiologic-monitoring-coverage-policy',
    'https://cthosp.org/news-and-publications/cha-weekly-update/weekly-update-february-19-2026/cha-urges-unitedhealthcare-to-rescind-new-remote-physiologic-monitoring-policy',
    'https://racmonitor.medlearn.com/uhc-seems-to-realize-its-pending-restrictions-on-remote-patient-monitoring-payment-wont-fly',
  ),
  source(
    'S27',
    'Cigna 0563 and Aetna CPB 1093',
    'https://payerpolicy.org/updates/cigna/cigna-mm-0563-remote-physiologic-monitoring-rpm-and-remote-thera-coverage-update',
    'https://payerpolicy.org/updates/aetna/aetna-cpb-1093-remote-physiologic-monitoring-rpm-coverage-update',
  ),
  source(
    'S28',
    'BCBS Mississippi',
    'https://www.bcbsms.com/policy-search/medical/policy-detail/telehealth-remote-patient-monitoring-services',
  ),
  source(
    'S29',
    'Medicaid',
    'https://www.cchpca.org/topic/remote-patient-monitoring/',
    'https://www.cchpca.org/?policy=remote-patient-monitoring',
    'https://www.thecheckup.org/2021/02/18/provider-alert-cpt-coding-for-self-measured-blood-pressure-monitoring/',
  ),
  source(
    'S30',
    'Manual entry excluded, one provider, consent (citing MLN901705, Apr 2025)',
    'https://www.candihealth.com/remote-patient-monitoring-documentation-requirements-2025',
  ),
  source('S31', '"on at least one medical device"', 'https://carematix.com/apcm'),
];

const byId = new Map(SOURCES.map((each) => [each.id, each]));

/** undefined for `K` (known, wording not re-read) and `D` (derived by us). */
export function sourceById(id: string): Source | undefined {
  return byId.get(id);
}
