/** The JSON schema of a problem (RFC 9457). */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri', example: 'urn:orderwire:problem:orders.not_found' },
    title: { type: 'string', description: 'The status in words.', example: 'Not Found' },
    status: { type: 'integer', example: 404 },
    detail: { type: 'string', description: 'What went wrong, for people.' },
    code: { type: 'string', description: 'What programs match on.', example: 'orders.not_found' },
    instance: { type: 'string', description: 'The path that was asked.' },
    correlationId: { type: 'string', description: 'Finds the request in every log.' },
    errors: {
      type: 'array',
      description: 'Every broken rule of the request.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retryAfterMs: { type: 'integer', description: 'When trying again makes sense, in milliseconds.' },
    details: { type: 'object', additionalProperties: true, description: 'What this code carries.' },
  },
};
