import { m } from '../messages';

export function ProductsPage() {
  return <h1 className="text-2xl font-semibold">{m.products}</h1>;
}
