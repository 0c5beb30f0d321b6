/** How the sandbox's fault dial is set for a run: every kind it has. */
export const dial = (seed: number) => ({
  seed,
  webhooks: {
    duplicate: 0.1,
    reorder: 0.1,
    delay: { probability: 0.1, maxMs: 1_500 },
    drop: 0.03,
    burst: { probability: 0.02, copies: 5 },
    badSignature: 0.02,
    oldSignature: 0.02,
    truncated: 0.02,
  },
  api: {
    rateLimited429: 0.01,
    error500Before: 0.02,
    error500After: 0.02,
    timeoutAfter: { probability: 0.005, ms: 9_000 },
    resetAfter: 0.01,
  },
  checkout: { webhookBeforeAnswer: 0.1, paidAsItExpires: 0.3 },
  refunds: { failLater: 0.05, pending: 0.1 },
  disputes: { probability: 0.02, won: 0.4, lost: 0.4 },
});
