import { Injectable } from '@nestjs/common';
import type { Actor, Price, TaxClass } from '@orderwire/contracts';
import { escapeLike, type KeysetCursor } from '@orderwire/platform';
import { type Product, searchText } from '../domain/product.js';
import { Prisma, PrismaClient } from './generated/client.js';

export interface NewProduct {
  name: string;
  description: string | null;
  imageUrl: string | null;
  prices: Price[];
  taxClass: TaxClass;
  /** Available units. */
  stock: number;
  lowThreshold: number | null;
}

/** Changes of a product. An undefined field is kept. */
export interface ProductPatch {
  name?: string;
  description?: string | null;
  imageUrl?: string | null;
  prices?: Price[];
  taxClass?: TaxClass;
  lowThreshold?: number | null;
}

/** The filter of a list. An undefined field does not filter. */
export interface ProductFilter {
  search?: string;
  price?: { currency: string; min?: number; max?: number };
  available?: boolean;
}

const select = {
  id: true,
  name: true,
  description: true,
  imageUrl: true,
  taxClass: true,
  createdAt: true,
  updatedAt: true,
  prices: { select: { currency: true, amount: true }, orderBy: { currency: 'asc' } },
  stock: { select: { available: true, reserved: true, sold: true, lowThreshold: true } },
} as const satisfies Prisma.ProductSelect;

/** The catalogue, through Prisma. Deleted products are not found. */
@Injectable()
export class ProductRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /**
   * Adds product, prices and stock in one transaction, unless a product has this id. Initial stock gets
   * a ledger entry. Returns the hash of the request that added the product.
   */
  create(
    id: string,
    hash: string,
    { prices, stock, lowThreshold, ...product }: NewProduct,
    actor: Actor,
  ): Promise<string | null> {
    return this.prisma.$transaction(async (tx) => {
      const data = [{ id, requestHash: hash, ...product }];
      const { count } = await tx.product.createMany({ data, skipDuplicates: true });
      if (count === 0) return (await tx.product.findUniqueOrThrow({ where: { id } })).requestHash;
      await tx.price.createMany({ data: prices.map((price) => ({ productId: id, ...price })) });
      await tx.stock.create({ data: { productId: id, available: stock, lowThreshold } });
      if (stock > 0) await tx.stockLedgerEntry.create({ data: initialStock(id, stock, actor) });
      return hash;
    });
  }

  /**
   * Null when the product does not exist. The product's row is written first, even when only prices
   * change: it is the lock under which one of two concurrent changes replaces all prices of the
   * other.
   */
  update(id: string, { prices, lowThreshold, ...fields }: ProductPatch): Promise<Product | null> {
    return this.prisma.$transaction(async (tx) => {
      const { count } = await tx.product.updateMany({
        where: { id, deletedAt: null },
        data: { ...fields, updatedAt: new Date() },
      });
      if (count === 0) return null;
      if (prices) {
        await tx.price.deleteMany({ where: { productId: id } });
        await tx.price.createMany({ data: prices.map((price) => ({ productId: id, ...price })) });
      }
      if (lowThreshold !== undefined)
        await tx.stock.update({
          where: { productId: id },
          data: { lowThreshold },
          select: { productId: true },
        });
      const product = await tx.product.findUnique({ where: { id }, select });
      return product && asProduct(product);
    });
  }

  /** False when the product does not exist or was deleted before. */
  async delete(id: string, deletedAt: Date): Promise<boolean> {
    const { count } = await this.prisma.product.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt },
    });
    return count > 0;
  }

  async find(id: string): Promise<Product | null> {
    const product = await this.prisma.product.findFirst({ where: { id, deletedAt: null }, select });
    return product && asProduct(product);
  }

  /**
   * At most `limit` products after the cursor, newest first. Three statements, whatever the limit:
   * products, prices, stock.
   */
  async list(filter: ProductFilter, after: KeysetCursor | undefined, limit: number): Promise<Product[]> {
    const products = await this.prisma.product.findMany({
      where: { deletedAt: null, ...matching(filter), ...(after && olderThan(after)) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select,
    });
    return products.map(asProduct);
  }
}

const initialStock = (productId: string, units: number, { role, id }: Actor) => ({
  ...{ productId, movement: 'adjusted', available: units, reserved: 0, sold: 0, reason: 'initial stock' },
  ...{ actorRole: role, actorId: id },
});

/** The table has a constraint on the tax class. */
const asProduct = (row: Omit<Product, 'taxClass'> & { taxClass: string }): Product => ({
  ...row,
  taxClass: row.taxClass as TaxClass,
});

function matching({ search, price, available }: ProductFilter): Prisma.ProductWhereInput {
  return {
    ...(search && { searchName: { contains: escapeLike(searchText(search)) } }),
    ...(price && {
      prices: { some: { currency: price.currency, amount: { gte: price.min, lte: price.max } } },
    }),
    ...(available !== undefined && { stock: { is: { available: available ? { gt: 0 } : 0 } } }),
  };
}

/**
 * `createdAt <=` lets the index scan begin at the cursor; the OR alone would scan all newer
 * products.
 */
const olderThan = ({ at: createdAt, id }: KeysetCursor): Prisma.ProductWhereInput => ({
  createdAt: { lte: createdAt },
  OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }],
});
