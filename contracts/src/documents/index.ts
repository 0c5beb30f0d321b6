/** Documents that are derived from all contracts: AsyncAPI, and the JSON schemas in it. */
export { asyncApi } from './asyncapi.js';
export { closureOf, type JsonSchema, jsonSchemas, sorted } from './json-schema.js';
export { type Contract, type NamedContract, namedContracts } from './named-contracts.js';
