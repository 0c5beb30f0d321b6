import { useParams } from '@tanstack/react-router';
import { Page } from '../shell/page';
import { shortId } from './short-id';

export function OrderPage() {
  const { orderId } = useParams({ from: '/orders/$orderId' });
  return <Page title={shortId(orderId)} />;
}
