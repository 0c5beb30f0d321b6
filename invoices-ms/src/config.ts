import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  requiredInProduction,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The environment of invoices-ms. `.env.template` explains each name. */
export type InvoicesConfig = ServiceConfig &
  DatabaseConfig & {
    /** The shop as it stands on its documents. */
    SELLER_NAME: string;
    SELLER_LINE1: string;
    SELLER_LINE2?: string;
    SELLER_POSTAL_CODE: string;
    SELLER_CITY: string;
    /** ISO 3166-1 alpha-2. */
    SELLER_COUNTRY: string;
    SELLER_VAT_ID?: string;
    /** For a seller without a VAT id. */
    SELLER_TAX_NUMBER?: string;
    /** Number in the register of companies. */
    SELLER_REGISTRATION?: string;
    /** Who answers questions about documents, with phone and e-mail: XRechnung requires them. */
    SELLER_CONTACT: string;
    SELLER_PHONE: string;
    SELLER_EMAIL: string;
    /** IANA name: of the dates on documents, and of the year in their numbers. */
    SELLER_TIME_ZONE: string;
    /** Name of the seller in the counters. Another one starts at 1. */
    SELLER_ID: string;
    /** First part of the numbers of invoices and debit notes, and of credit notes. */
    INVOICE_SERIES: string;
    CREDIT_NOTE_SERIES: string;
    /** Folder of the files, which all replicas share; unused with S3_BUCKET. */
    INVOICE_FOLDER: string;
    /** Bucket of the files. */
    S3_BUCKET?: string;
    S3_REGION: string;
    /** Base URL of a store other than AWS. */
    S3_ENDPOINT?: string;
    S3_ACCESS_KEY_ID?: string;
    S3_SECRET_ACCESS_KEY?: string;
    /** Of every key in the bucket. */
    S3_PREFIX: string;
    /** Time-out of one request to the store. */
    S3_TIMEOUT_MS: number;
    /** Interval at which due documents are looked for. */
    DOCUMENT_INTERVAL_MS: number;
  };

const text = (): Joi.StringSchema => Joi.string().trim().max(200);

const timeZone = (value: string): string => {
  if (!Intl.supportedValuesOf('timeZone').includes(value) && value !== 'UTC')
    throw new Error('must be the IANA name of a time zone, like Europe/Berlin');
  return value;
};

const series = (): Joi.StringSchema =>
  Joi.string()
    .pattern(/^[A-Z\d][A-Z\d-]{0,11}$/)
    .messages({ 'string.pattern.base': 'must be 1 to 12 upper-case letters, digits and dashes' });

export const configSchema = Joi.object<InvoicesConfig>({
  ...serviceKeys,
  ...databaseKeys,
  // One job and few readers.
  DATABASE_POOL: databaseKeys.DATABASE_POOL.default(4),
  SELLER_NAME: requiredInProduction(text(), 'Orderwire Demo GmbH'),
  SELLER_LINE1: requiredInProduction(text(), 'Musterstraße 1'),
  SELLER_LINE2: text(),
  SELLER_POSTAL_CODE: requiredInProduction(text(), '10115'),
  SELLER_CITY: requiredInProduction(text(), 'Berlin'),
  SELLER_COUNTRY: requiredInProduction(
    Joi.string()
      .pattern(/^[A-Z]{2}$/)
      .messages({ 'string.pattern.base': 'must be the two-letter code of a country, like DE' }),
    'DE',
  ),
  SELLER_VAT_ID: text().when('NODE_ENV', { is: 'production', otherwise: Joi.any().default('DE123456788') }),
  SELLER_TAX_NUMBER: text(),
  SELLER_REGISTRATION: text(),
  SELLER_CONTACT: requiredInProduction(text(), 'Customer service'),
  SELLER_PHONE: requiredInProduction(text(), '+49 30 1234567'),
  SELLER_EMAIL: requiredInProduction(Joi.string().email({ tlds: false }), 'shop@orderwire.example'),
  SELLER_TIME_ZONE: Joi.string()
    .custom(timeZone)
    .messages({ 'any.custom': '{#error.message}' })
    .default('UTC'),
  SELLER_ID: text().default('default'),
  INVOICE_SERIES: series().default('INV'),
  CREDIT_NOTE_SERIES: series().invalid(Joi.ref('INVOICE_SERIES')).default('CN'),
  INVOICE_FOLDER: Joi.string().default('.files'),
  S3_BUCKET: Joi.string().max(63),
  S3_REGION: Joi.string().default('us-east-1'),
  S3_ENDPOINT: Joi.string().uri({ scheme: ['http', 'https'] }),
  S3_ACCESS_KEY_ID: Joi.string(),
  S3_SECRET_ACCESS_KEY: Joi.string(),
  S3_PREFIX: Joi.string().allow('').max(200).default('invoices/'),
  S3_TIMEOUT_MS: Joi.number().integer().min(100).max(20_000).default(10_000),
  DOCUMENT_INTERVAL_MS: Joi.number().integer().min(50).max(3_600_000).default(1_000),
}).with('S3_BUCKET', ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']);

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): InvoicesConfig => loadConfig(configSchema, process.env);
