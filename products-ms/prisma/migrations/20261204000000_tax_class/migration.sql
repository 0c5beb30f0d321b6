-- Which of a country's tax rates a product has. A constant default rewrites no rows.
ALTER TABLE "products" ADD COLUMN "tax_class" TEXT NOT NULL DEFAULT 'standard',
ADD CONSTRAINT "products_tax_class_check" CHECK ("tax_class" IN ('standard', 'reduced', 'zero')) NOT VALID;
