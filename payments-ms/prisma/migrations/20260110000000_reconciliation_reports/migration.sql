-- Reports name resolved and unresolved differences now; the next run writes a new one.
UPDATE "reconciliations" SET "report" = NULL;
