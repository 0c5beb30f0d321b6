import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '../../ui/toast';

interface ActionOptions<Input, Reply> {
  readonly run: (input: Input) => Promise<Reply>;
  /** What a short message says afterwards. */
  readonly done?: string | ((reply: Reply) => string);
  /** Areas of data that are read again. */
  readonly refresh: readonly string[];
  readonly onDone?: (reply: Reply) => void;
}

/** A change of the system: says that it is done, and reads again what it changed. */
export function useAction<Input = void, Reply = unknown>({
  run,
  done,
  refresh,
  onDone,
}: ActionOptions<Input, Reply>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (reply) => {
      if (done) toast(typeof done === 'string' ? done : done(reply));
      onDone?.(reply);
      await Promise.all(refresh.map((area) => queries.invalidateQueries({ queryKey: [area] })));
    },
    // What failed may have changed by other hands.
    onError: () => {
      for (const area of refresh) void queries.invalidateQueries({ queryKey: [area] });
    },
  });
}
