import { Injectable } from '@nestjs/common';
import type { Actor, Price } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { Product } from '../domain/product.js';
import { literally } from '../domain/search-text.js';
import { Prisma, PrismaClient } from './generated/client.js';

/** What a new product is made of. */
export interface NewProduct {
  name: string;
  description: string | null;
  imageUrl: string | null;
  prices: Price[];
  /** Units on hand. */
  stock: number;
  lowThreshold: number | null;
}

/** Undefined leaves a field as it is. */
export interface ProductPatch {
  name?: string;
  description?: string | null;
  imageUrl?: string | null;
  prices?: Price[];
  lowThreshold?: number | null;
}

/** Which products a list shows; undefined filters nothing. */
export interface ProductFilter {
  search?: string;
  price?: { currency: string; min?: number; max?: number };
  available?: boolean;
}

const view = {
  id: true,
  name: true,
  description: true,
  imageUrl: true,
  createdAt: true,
  updatedAt: true,
  prices: { select: { currency: true, amount: true }, orderBy: { currency: 'asc' } },
  stock: { select: { available: true, reserved: true, sold: true, lowThreshold: true } },
} as const satisfies Prisma.ProductSelect;

/** The catalogue, through Prisma. Deleted products are never found. */
@Injectable()
export class ProductRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** Adds product, prices and stock in one transaction; stock that is there from the start opens its ledger. */
  async create({ prices, stock, lowThreshold, ...product }: NewProduct, actor: Actor): Promise<Product> {
    const id = uuidv7();
    const opening = {
      productId: id,
      movement: 'adjusted',
      available: stock,
      reserved: 0,
      sold: 0,
      reason: 'initial stock',
      actorRole: actor.role,
      actorId: actor.id,
    };
    const [created] = await this.prisma.$transaction([
      this.prisma.product.create({
        data: {
          id,
          ...product,
          prices: { createMany: { data: prices } },
          stock: { create: { available: stock, lowThreshold } },
        },
        select: view,
      }),
      ...(stock > 0 ? [this.prisma.stockLedgerEntry.createMany({ data: opening })] : []),
    ]);
    return created;
  }

  /**
   * Changes a product, or gives null when there is none. The product's row is written first, also when only prices
   * change, and so locked: of two changes at once the second replaces all prices of the first, never some of them.
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
      return tx.product.findUnique({ where: { id }, select: view });
    });
  }

  /** False when there is no such product, or no longer. */
  async delete(id: string, deletedAt: Date): Promise<boolean> {
    const { count } = await this.prisma.product.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt },
    });
    return count > 0;
  }

  find(id: string): Promise<Product | null> {
    return this.prisma.product.findFirst({ where: { id, deletedAt: null }, select: view });
  }

  /** At most `limit` products below a place, newest first. Three statements, whatever the limit: products, prices, stock. */
  list(filter: ProductFilter, below: KeysetCursor | undefined, limit: number): Promise<Product[]> {
    return this.prisma.product.findMany({
      where: { deletedAt: null, ...matching(filter), ...(below && beneath(below)) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select: view,
    });
  }
}

function matching({ search, price, available }: ProductFilter): Prisma.ProductWhereInput {
  return {
    ...(search && { name: { contains: literally(search), mode: 'insensitive' } }),
    ...(price && {
      prices: { some: { currency: price.currency, amount: { gte: price.min, lte: price.max } } },
    }),
    ...(available !== undefined && { stock: { is: { available: available ? { gt: 0 } : 0 } } }),
  };
}

/** `createdAt <=` alone lets the index begin at the right place; an OR by itself would read all newer products first. */
const beneath = ({ at: createdAt, id }: KeysetCursor): Prisma.ProductWhereInput => ({
  createdAt: { lte: createdAt },
  OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }],
});
