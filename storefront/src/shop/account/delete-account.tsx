import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { forgetSession } from '../../api/session';
import { validators } from '../forms/validators';

export function DeleteAccount() {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const { register, handleSubmit, formState, reset } = useForm({ defaultValues: { password: '' } });
  const deletion = useMutation({
    mutationFn: (values: { password: string }) => api.delete('/auth/me', values),
    onSuccess: async () => {
      await navigate({ to: '/' });
      forgetSession();
      toast(m.account.deleted);
    },
  });
  const ask = () => {
    reset();
    deletion.reset();
    setAsking(true);
  };
  return (
    <>
      <Button look="danger" onClick={ask}>
        {m.account.deleteAccount}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={m.account.deleteTitle}
        description={m.account.deleteText}
        closeLabel={m.close}
      >
        <form
          noValidate
          onSubmit={(event) => void handleSubmit((values) => deletion.mutate(values))(event)}
          className="flex flex-col gap-4"
        >
          <PasswordField
            label={m.account.currentPassword}
            field={register('password', validators.password)}
            error={formState.errors.password?.message}
          />
          <FormProblem error={deletion.error} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setAsking(false)}>{m.account.discard}</Button>
            <Button type="submit" look="danger" busy={deletion.isPending}>
              {m.account.confirmDelete}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
