-- CreateTable
CREATE TABLE "reserved_numbers" (
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,
    "series" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reserved_numbers_pkey" PRIMARY KEY ("kind","subject_id")
);
