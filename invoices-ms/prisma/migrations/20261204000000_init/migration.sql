-- CreateTable
CREATE TABLE "documents" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "refund_amount" BIGINT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "seller" TEXT,
    "series" TEXT,
    "position" INTEGER,
    "number" TEXT,
    "issued_at" TIMESTAMPTZ(3),
    "currency" TEXT,
    "total_amount" BIGINT,
    "tax_amount" BIGINT,
    "refers_to" TEXT,
    "content" JSON,
    "e_invoice" BOOLEAN NOT NULL DEFAULT false,
    "pdf_sha256" TEXT,
    "xml_sha256" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "documents_issued_check" CHECK (
      num_nulls(seller, series, position, number, issued_at, currency, total_amount, tax_amount, content) IN (0, 9))
);

-- CreateTable
CREATE TABLE "counters" (
    "seller" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "counters_pkey" PRIMARY KEY ("seller","series")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

INSERT INTO "installation" DEFAULT VALUES;

-- CreateIndex
CREATE INDEX "documents_due_at_idx" ON "documents"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "documents_order_id_idx" ON "documents"("order_id");

-- CreateIndex
CREATE INDEX "documents_number_idx" ON "documents"("number");

-- CreateIndex
CREATE INDEX "documents_issued_at_id_idx" ON "documents"("issued_at" DESC, "id" DESC) WHERE (issued_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "documents_kind_issued_at_id_idx" ON "documents"("kind", "issued_at" DESC, "id" DESC) WHERE (issued_at IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "documents_kind_subject_id_key" ON "documents"("kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "documents_seller_series_position_key" ON "documents"("seller", "series", "position");

-- An issued document never changes: accounting relies on it.
CREATE FUNCTION keep_issued_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.number IS NOT NULL THEN RAISE EXCEPTION 'document % is issued and cannot be deleted', OLD.number; END IF;
    RETURN OLD;
  END IF;
  IF OLD.number IS NOT NULL AND (NEW.kind, NEW.subject_id, NEW.order_id, NEW.seller, NEW.series, NEW.position, NEW.number,
       NEW.issued_at, NEW.currency, NEW.total_amount, NEW.tax_amount, NEW.refers_to, NEW.content::text, NEW.e_invoice)
     IS DISTINCT FROM (OLD.kind, OLD.subject_id, OLD.order_id, OLD.seller, OLD.series, OLD.position, OLD.number,
       OLD.issued_at, OLD.currency, OLD.total_amount, OLD.tax_amount, OLD.refers_to, OLD.content::text, OLD.e_invoice) THEN
    RAISE EXCEPTION 'document % is issued and cannot be changed', OLD.number;
  END IF;
  IF OLD.pdf_sha256 IS NOT NULL AND NEW.pdf_sha256 IS DISTINCT FROM OLD.pdf_sha256
     OR OLD.xml_sha256 IS NOT NULL AND NEW.xml_sha256 IS DISTINCT FROM OLD.xml_sha256 THEN
    RAISE EXCEPTION 'the files of document % are stored and cannot be replaced', OLD.number;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER keep_issued_documents BEFORE UPDATE OR DELETE ON documents
  FOR EACH ROW EXECUTE FUNCTION keep_issued_documents();
