-- AlterTable
ALTER TABLE "orders" ADD COLUMN "tracking" JSONB;
