import type { UserView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Ban, ShieldCheck, UserRoundCheck } from 'lucide-react';
import { api } from '../../api/client';
import { useAccount } from '../../api/use-session';
import { m } from '../messages';
import { BackLink, Mono, Time } from '../parts/cells';
import { ConfirmButton, DialogButton } from '../parts/dialog-button';
import { PendingPage } from '../parts/pending-page';
import { useIsAdmin } from '../parts/use-role';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { AccountStatusBadge, nameOf, RoleBadge } from './badges';
import { PersonActions } from './person-actions';
import { PersonOrders } from './person-orders';
import { RoleForm } from './role-form';

const t = m.people;

export function PersonPage() {
  const { userId } = useParams({ from: '/people/$userId' });
  const query = useQuery({
    queryKey: ['people', userId],
    queryFn: ({ signal }) => api.get<UserView>(`/users/${userId}`, {}, signal),
  });
  const isAdmin = useIsAdmin();
  const isOwn = useAccount()?.id === userId;
  const back = <BackLink to="/people">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const user = query.data;
  return (
    <Page
      title={nameOf(user)}
      back={back}
      badge={
        <>
          <RoleBadge role={user.role} />
          {user.status !== 'active' && <AccountStatusBadge status={user.status} />}
          {isOwn && <span className="text-sm text-soft">{t.you}</span>}
        </>
      }
      actions={isAdmin && !isOwn && user.status !== 'deleted' && <AdminActions user={user} />}
    >
      <Panel title={t.details}>
        <Facts
          entries={[
            [t.columns.email, user.email],
            [t.columns.verified, user.emailVerified ? m.table.yes : m.table.no],
            [t.columns.status, t.statuses[user.status]],
            [t.columns.created, <Time key="created" at={user.createdAt} />],
            [t.columns.id, <Mono key="id">{user.id}</Mono>],
          ]}
        />
      </Panel>
      <PersonOrders userId={userId} />
      <PersonActions userId={userId} />
    </Page>
  );
}

function AdminActions({ user }: { user: UserView }) {
  const name = nameOf(user);
  return (
    <>
      <DialogButton icon={ShieldCheck} label={t.changeRole} description={t.changeRoleLead(name)}>
        {(close) => <RoleForm user={user} close={close} />}
      </DialogButton>
      {user.status === 'active' ? (
        <ConfirmButton
          icon={Ban}
          label={t.disable}
          description={t.disableLead(name)}
          danger
          run={() => api.post<UserView>(`/users/${user.id}/disable`)}
          done={t.disabled}
          refresh={['people']}
        />
      ) : (
        <ConfirmButton
          icon={UserRoundCheck}
          label={t.enable}
          description={t.enableLead(name)}
          run={() => api.post<UserView>(`/users/${user.id}/enable`)}
          done={t.enabled}
          refresh={['people']}
        />
      )}
    </>
  );
}
