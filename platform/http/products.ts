import { randomInt } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Product } from "../store/records.js";
import type { Store } from "../store/store.js";
import { readBody } from "./body.js";
import { type Context, authorized, isLocal } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields } from "./fields.js";
import { formatTime } from "./time.js";

/**
 * `/products`: a path of our own, as OneNET makes products on a page alone. From this machine it needs no key, so that
 * the page can be used at once; from elsewhere a MasterKey shows its own product.
 */
export function productRoutes(app: FastifyInstance, context: Context): void {
  app.get("/products", async (request) => {
    const products = isLocal(request) ? context.store.products() : [authorized(context, request)];
    return succeeded(products.map(productJson));
  });
  app.post("/products", async (request) => {
    if (!isLocal(request))
      throw new ApiError(Errno.unauthorized, "authorization failed: products are made on this machine");
    const fields = new Fields(readBody(request), Errno.body);
    const name = fields.needed(fields.text("name", 64), "name").trim();
    if (name === "") throw fields.wrong("name", "is empty");
    return succeeded(productJson(await createProduct(context.store, name)));
  });
}

/** Makes a product with a new MasterKey. All of them belong to one user. */
export async function createProduct(store: Store, name: string): Promise<Product> {
  const userId = store.products()[0]?.userId ?? String(store.nextNumber());
  const productId = String(store.nextNumber());
  const masterKey = Array.from({ length: keyLength }, () => keyLetters[randomInt(keyLetters.length)]).join("");
  const product = { productId, userId, name, masterKey, createdAt: Date.now() };
  await store.putProduct(product);
  return product;
}

/** 190 bits. */
const keyLength = 32;
const keyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const productJson = (product: Product): unknown => ({
  user_id: product.userId,
  product_id: product.productId,
  name: product.name,
  protocol: "LWM2M",
  master_key: product.masterKey,
  create_time: formatTime(product.createdAt),
});
