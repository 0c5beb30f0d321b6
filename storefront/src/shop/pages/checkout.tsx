import { Lock } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useAccount } from '../../api/use-session';
import { currentAccount } from '../../api/session';
import { Button } from '../../ui/button';
import { BasketProblems } from '../basket/basket-summary';
import { EmptyBasket } from '../basket/empty-basket';
import { currentBasket, usePricedBasket } from '../basket/use-basket';
import { AddressFields } from '../checkout/address-fields';
import {
  checkoutFields,
  type CheckoutValues,
  fillFromAccount,
  initialValues,
  keepDraft,
  orderRequest,
  storedDraft,
} from '../checkout/checkout-form';
import { CompanyFields } from '../checkout/company-fields';
import { ContactFields } from '../checkout/contact-fields';
import { OrderSummary } from '../checkout/order-summary';
import { PlacingProblem } from '../checkout/placing-problem';
import { SavedAddresses } from '../checkout/saved-addresses';
import { usePlaceOrder } from '../checkout/use-place-order';
import { m } from '../messages';
import { PageHeading } from '../page-heading';
import { showViolations } from '../problems';

export function CheckoutPage() {
  const { retry, ...current } = usePricedBasket();
  const placing = usePlaceOrder();
  const isPlacing = placing.isPending || placing.isSuccess;
  // The basket is empty once the order exists; the page stays until the payment page opens.
  const [ordered, setOrdered] = useState(current);
  const basket = isPlacing ? ordered : current;
  const form = useCheckoutForm();
  const submit = form.handleSubmit((values) => {
    if (isPlacing) return;
    setOrdered(current);
    placing.mutate(orderRequest(values, currentBasket(), basket.currency), {
      onError: (error) => showViolations(error, checkoutFields, form.setError),
    });
  });
  if (basket.lines.length === 0 && !isPlacing)
    return (
      <>
        <PageHeading title={m.checkout.title} />
        <EmptyBasket />
      </>
    );
  return (
    <>
      <PageHeading title={m.checkout.title} />
      <form
        noValidate
        onSubmit={(event) => void submit(event)}
        className="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_22rem]"
      >
        <div className="flex flex-col gap-5">
          <Section title={m.checkout.contact}>
            <ContactFields form={form} />
          </Section>
          <Section title={m.checkout.shipping}>
            <SavedAddresses form={form} />
            <AddressFields form={form} path="shippingAddress" section="shipping" />
          </Section>
          <Section title={m.checkout.billing}>
            <CompanyFields form={form} />
          </Section>
        </div>
        <section
          aria-labelledby="summary"
          className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-5 lg:sticky lg:top-24"
        >
          <h2 id="summary" className="text-lg font-semibold">
            {m.basket.summary}
          </h2>
          <OrderSummary basket={basket} />
          <BasketProblems basket={basket} retry={retry} />
          {placing.error && <PlacingProblem error={placing.error} basket={basket} />}
          <Button type="submit" look="primary" size="large" busy={isPlacing} disabled={!basket.isReady}>
            <Lock aria-hidden className="size-4" />
            {basket.amount === 0 && basket.isReady ? m.checkout.placeFreeOrder : m.checkout.placeOrder}
          </Button>
          <p className="text-sm text-soft">{m.checkout.paymentHint}</p>
        </section>
      </form>
    </>
  );
}

/** The form of this tab: what was typed before a reload, else what the account knows. */
function useCheckoutForm() {
  const account = useAccount();
  const form = useForm<CheckoutValues>({
    defaultValues: storedDraft() ?? initialValues(currentAccount()),
    mode: 'onTouched',
  });
  const { getValues, reset, watch } = form;
  useEffect(() => {
    if (account) reset(fillFromAccount(getValues(), account), { keepErrors: true });
  }, [account, getValues, reset]);
  useEffect(() => {
    const { unsubscribe } = watch((values) => keepDraft(values as CheckoutValues));
    return unsubscribe;
  }, [watch]);
  return form;
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <h2 id={id} className="mb-4 text-lg font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
};
