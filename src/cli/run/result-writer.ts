import type { INestApplicationContext } from '@nestjs/common';
import type { ChargeSource } from '../../domain/charges/charge.js';
import {
  chargeView,
  notBilledViews,
  parkedView,
  type ChargeView,
} from '../../domain/charges/explain/charge-view.js';
import { explainCharge, explainNotBilled, type Explanation } from '../../domain/charges/explain/explain.js';
import { BillingService } from '../../modules/billing/charges/billing.service.js';
import type { Principal } from '../../modules/caller/principal.js';
import { chargesCsvHeader, chargesCsvLines } from '../../modules/claims/charges-csv.js';
import { ClaimLinesService } from '../../modules/claims/claim-lines.service.js';
import type { LineFile } from './line-file.js';

export interface ResultFiles {
  readonly charges: LineFile;
  readonly notBilled: LineFile;
  readonly csv: LineFile;
}

const SOURCES_TOGETHER = 500;

/** Writes the results of closing, source by source in the order of their ids. */
export class ResultWriter {
  private readonly billing: BillingService;
  private readonly claimLines: ClaimLinesService;

  constructor(
    app: INestApplicationContext,
    private readonly principal: Principal,
    private readonly files: ResultFiles,
  ) {
    this.billing = app.get(BillingService);
    this.claimLines = app.get(ClaimLinesService);
  }

  async writeAll(): Promise<void> {
    await this.files.csv.write(chargesCsvHeader(), 1);
    let batch: ChargeSource[] = [];
    for await (const { source } of this.billing.sources(this.principal, {})) {
      batch.push(source);
      if (batch.length < SOURCES_TOGETHER) continue;
      await this.writeSources(batch);
      batch = [];
    }
    await this.writeSources(batch);
  }

  private async writeSources(sources: readonly ChargeSource[]): Promise<void> {
    const charges: ChargeView[] = [];
    for (const source of sources) {
      for (const charge of source.charges) {
        if (charge.status === 'withdrawn') continue;
        const view = chargeView(source, charge);
        charges.push(view);
        const explanation = shortened(explainCharge(source, charge.id));
        await this.files.charges.writeJson({ ...view, explanation });
      }
      await this.writeNotBilled(source);
    }
    const lines = await this.claimLines.lines(
      this.principal,
      charges.map((charge) => ({ charge, frame: {} })),
    );
    if (lines.length > 0) await this.files.csv.write(chargesCsvLines(lines), lines.length);
  }

  private async writeNotBilled(source: ChargeSource): Promise<void> {
    for (const { explanation: text, ...view } of notBilledViews(source)) {
      const explanation = { text, ...shortened(explainNotBilled(source, view.code)) };
      await this.files.notBilled.writeJson({ ...view, explanation });
    }
    const parked = parkedView(source);
    if (parked) await this.files.notBilled.writeJson({ ...parked, code: null, parked: true });
  }
}

/** The parts of an explanation that the line does not already hold. */
function shortened(explanation: Explanation | null): object {
  if (explanation === null) return {};
  const { days, minutes, contact, consent, missing, payer } = explanation;
  const { profile = null, priorAuthNumber = null } = payer ?? {};
  return {
    days,
    minutes,
    contact,
    consent,
    ...(explanation.kind === 'enrollment' && { order: explanation.order }),
    missing,
    payer: profile && { ...profile, priorAuthNumber },
  };
}
