import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast';
import { m } from '../messages';
import { showViolations } from '../problems';
import { PasswordField } from '../forms/fields';
import { FormProblem } from '../forms/form-problem';
import { validators } from '../forms/validators';

const empty = { currentPassword: '', newPassword: '' };

export function PasswordForm() {
  const { register, handleSubmit, formState, setError, reset } = useForm({ defaultValues: empty });
  const change = useMutation({
    mutationFn: (values: typeof empty) => api.post('/auth/password', values),
    onSuccess: () => {
      reset();
      toast(m.account.passwordChanged, m.account.passwordChangedText);
    },
    onError: (error) => showViolations(error, ['currentPassword', 'newPassword'], setError),
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit((values) => change.mutate(values))(event)}
      className="grid max-w-xl gap-4 sm:grid-cols-2"
    >
      <PasswordField
        label={m.account.currentPassword}
        field={register('currentPassword', validators.password)}
        error={errors.currentPassword?.message}
      />
      <PasswordField
        isNew
        label={m.account.newPassword}
        field={register('newPassword', validators.newPassword)}
        error={errors.newPassword?.message}
      />
      <div className="flex flex-col items-start gap-3 sm:col-span-2">
        <FormProblem error={change.error} />
        <Button type="submit" busy={change.isPending}>
          {m.account.changePassword}
        </Button>
      </div>
    </form>
  );
}
