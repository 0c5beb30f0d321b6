import { describe, expect, it } from '@jest/globals';
import { leadersView, type NodeView, replicationProblems, type StreamDetail } from './jet-stream.js';

const nodes = ['nats', 'nats-2', 'nats-3'];
const copies = (leader: string, changes: object = {}) => ({
  leader,
  replicas: nodes
    .filter((name) => name !== leader)
    .map((name) => ({ name, current: true, ...(name === 'nats-3' && changes) })),
});
const stream = (changes: Partial<StreamDetail> = {}): StreamDetail => ({
  name: 'orderwire_events',
  created: '2026-11-30T12:00:00Z',
  config: { num_replicas: 3 },
  state: { messages: 7, last_seq: 9 },
  consumer_detail: [{ name: 'settle', num_pending: 0, num_ack_pending: 0, cluster: copies('nats-2') }],
  cluster: copies('nats'),
  ...changes,
});
/** What all nodes see; `changes` for the last one. */
const views = (seen: StreamDetail, changes: Partial<StreamDetail> = {}): NodeView[] =>
  nodes.map((node) => ({ node, streams: [{ ...seen, ...(node === 'nats-3' && changes) }] }));

describe('a cluster', () => {
  it('is in sync when each stream and consumer has a leader and current copies', () => {
    expect(replicationProblems(views(stream()))).toEqual([]);
  });

  it.each([
    ['a stream without a leader', views(stream({ cluster: {} })), /has no leader/],
    [
      'a copy that is not current',
      views(stream({ cluster: copies('nats', { current: false }) })),
      /not current/,
    ],
    ['a copy with lag', views(stream({ cluster: copies('nats', { lag: 3 }) })), /lag 3/],
    ['a copy that lacks events', views(stream(), { state: { messages: 6, last_seq: 8 } }), /has 8 of 9/],
    ['a stream with one replica', views(stream({ config: { num_replicas: 1 } })), /has 1 replicas/],
    [
      'a consumer without a leader',
      views(
        stream({ consumer_detail: [{ name: 'settle', num_pending: 0, num_ack_pending: 0, cluster: {} }] }),
      ),
      /consumer settle has no leader/,
    ],
    ['no stream', nodes.map((node) => ({ node, streams: [] })), /no stream/],
  ])('is not in sync with %s', (_, seen, problem) => {
    expect(replicationProblems(seen).join()).toMatch(problem);
  });

  it('may lag a little under load', () => {
    const seen = views(stream({ cluster: copies('nats', { lag: 3 }) }), {
      state: { messages: 6, last_seq: 8 },
    });
    expect(replicationProblems(seen, 5)).toEqual([]);
  });

  it('is seen through the leader of each stream and consumer', () => {
    const stale = { consumer_detail: [{ ...stream().consumer_detail![0]!, num_pending: 5 }] };
    expect(leadersView(views(stream(), stale))).toEqual([stream()]);
  });
});

describe('a single server', () => {
  it('leads all streams and consumers, whatever it calls itself', () => {
    const seen = stream({ cluster: { leader: 'NBWM4TCTWJSU5M' } });
    expect(leadersView([{ node: 'nats', streams: [seen] }])).toEqual([seen]);
  });
});
