import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Joi from 'joi';
import { FAULT_SETTINGS } from '../faults/settings.js';
import { readAttachment, readMessage } from '../messages/message.js';
import type { MessageFilter } from '../messages/message-store.js';
import { type Core, found, HttpError, valid } from './core.js';

const LIST = Joi.object<MessageFilter & { limit: number }>({
  to: Joi.string().trim().empty('').max(320),
  subject: Joi.string().empty('').max(1_000),
  search: Joi.string().trim().empty('').max(1_000),
  since: Joi.date().iso(),
  limit: Joi.number().integer().min(1).max(100_000).default(100),
});

type ById = FastifyRequest<{ Params: { id: string } }>;
type ByIndex = FastifyRequest<{ Params: { id: string; index: string } }>;

/** Conditions and limit of a list, from the query. */
export const listOf = (query: unknown): MessageFilter & { limit: number } => valid(LIST, query);

/** `/api`: messages and the fault injection as JSON. */
export function apiRoutes(app: FastifyInstance, { store, faults }: Core): void {
  app.get('/messages', async (request) => {
    const { limit, ...filter } = listOf(request.query);
    return { data: store.list(filter, limit).map(({ raw: _, ...summary }) => summary) };
  });
  app.delete('/messages', async (_request, reply) => {
    store.clear();
    return reply.code(204).send();
  });
  app.get('/messages/:id', async (request: ById) => readMessage(found(store, request.params.id)));
  app.get('/messages/:id/raw', async (request: ById, reply) => {
    const { id, raw } = found(store, request.params.id);
    return download(reply, `${id}.eml`, 'message/rfc822', raw);
  });
  app.get('/messages/:id/attachments/:index', async (request: ByIndex, reply) => {
    const message = found(store, request.params.id);
    const attachment = await readAttachment(message, Number(request.params.index));
    if (!attachment) throw new HttpError(404, 'The message has no such attachment.');
    return download(reply, attachment.filename, 'application/octet-stream', attachment.content);
  });

  const rules = (): object => ({ rules: faults.rules });
  app.get('/faults', async () => rules());
  app.put('/faults', async (request) => {
    faults.configure(valid(FAULT_SETTINGS, request.body));
    return rules();
  });
  app.delete('/faults', async () => {
    faults.configure(undefined);
    return rules();
  });
}

/** Sends content that browsers save and never show. */
function download(reply: FastifyReply, filename: string, type: string, content: Buffer): FastifyReply {
  const name = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  );
  return reply
    .header('content-type', type)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .send(content);
}
