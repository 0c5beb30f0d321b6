import { useState } from 'react';
import { classNames } from '../../ui/class-names';

/**
 * Where the page loads a picture from. Pictures of the shop itself may have been stored with an
 * address at which it was reached earlier: only their path counts.
 */
export function pictureUrl(imageUrl: string): string {
  if (!URL.canParse(imageUrl)) return imageUrl;
  const { pathname } = new URL(imageUrl);
  return /^\/pictures\/[\w-]+\.svg$/.test(pathname) ? pathname : imageUrl;
}

/** A square picture of a product; drawn from its name if it has none or it does not load. */
export function Picture({
  name,
  imageUrl,
  className = 'w-full',
  eager,
}: {
  name: string;
  imageUrl: string | null | undefined;
  /** With its width. */
  className?: string;
  /** Of the first screen: loads at once. */
  eager?: boolean;
}) {
  const [failedUrl, setFailedUrl] = useState<string>();
  const box = classNames('aspect-square overflow-hidden bg-muted object-cover', className);
  if (!imageUrl || failedUrl === imageUrl) return <Placeholder name={name} className={box} />;
  return (
    <img
      src={pictureUrl(imageUrl)}
      // The name stands beside every picture.
      alt=""
      width={640}
      height={640}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      onError={() => setFailedUrl(imageUrl)}
      className={box}
    />
  );
}

/** The angle of the colour circle that a name gets, always the same. */
const hueOf = (name: string): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();

function Placeholder({ name, className }: { name: string; className: string }) {
  const hue = hueOf(name);
  return (
    <svg viewBox="0 0 640 640" aria-hidden className={className}>
      <rect width="640" height="640" fill={`oklch(0.91 0.035 ${hue})`} />
      <circle cx="500" cy="150" r="210" fill={`oklch(0.87 0.05 ${hue})`} />
      <circle cx="120" cy="560" r="250" fill={`oklch(0.88 0.045 ${(hue + 30) % 360})`} />
      <text
        x="320"
        y="320"
        dy="0.36em"
        textAnchor="middle"
        fontSize="190"
        fontWeight="600"
        fill={`oklch(0.45 0.07 ${hue})`}
      >
        {initialsOf(name)}
      </text>
    </svg>
  );
}
