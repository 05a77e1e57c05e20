/** Names and one-time-code secrets are encrypted. Passwords and tokens are hashed. */
export interface UserDoc {
  _id: string;
  practiceId: string;
  id: string;
  name: string;
  roles: string[];
  staffId: string | null;
  createdAt: Date;
  disabledAt: Date | null;
  accountSetupHash: string | null;
  accountSetupExpiresAt: Date | null;
  passwordHash: string | null;
  totpSecret: string | null;
  totpLastStep: number;
  recoveryHashes: string[];
  pendingTotpSecret: string | null;
  epoch: number;
}
