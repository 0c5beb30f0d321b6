-- The marker of this deployment in the metadata of its objects at Stripe. One row: the key allows no other.
CREATE TABLE "shop" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "id" TEXT NOT NULL,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "shop_one_row" CHECK ("only")
);
INSERT INTO "shop" ("id") VALUES (gen_random_uuid());
