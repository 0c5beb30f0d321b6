-- AlterTable
ALTER TABLE "orders" ADD COLUMN "refunded_amount" INTEGER NOT NULL DEFAULT 0,
ADD CONSTRAINT "orders_refunded_amount_check" CHECK ("refunded_amount" BETWEEN 0 AND "total_amount");
