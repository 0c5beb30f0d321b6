-- When the audit log last heard of a refusal under this key: once a minute at most, so that a flood fills no table.
ALTER TABLE "attempts" ADD COLUMN "noted_at" TIMESTAMPTZ(3);
