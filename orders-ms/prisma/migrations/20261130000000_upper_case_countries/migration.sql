-- Countries of shipping addresses are upper case, as in ISO 3166-1.
UPDATE "orders" SET "shipping_address" = jsonb_set("shipping_address", '{country}', to_jsonb(upper("shipping_address"->>'country')))
WHERE "shipping_address"->>'country' <> upper("shipping_address"->>'country');
