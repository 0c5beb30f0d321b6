import { m } from '../messages';

export function DashboardPage() {
  return <h1 className="text-2xl font-semibold">{m.title}</h1>;
}
