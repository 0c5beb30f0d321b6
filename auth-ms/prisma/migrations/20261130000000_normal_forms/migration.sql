-- New names are composed, and countries in upper case (ISO 3166-1), when they are read from a request.
UPDATE "accounts" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;

UPDATE "accounts" SET "addresses" = (
  SELECT jsonb_agg(jsonb_set(address, '{country}', to_jsonb(upper(address->>'country'))) ORDER BY position)
  FROM jsonb_array_elements("addresses") WITH ORDINALITY AS a(address, position))
WHERE EXISTS (SELECT FROM jsonb_array_elements("addresses") AS a(address) WHERE address->>'country' <> upper(address->>'country'));
