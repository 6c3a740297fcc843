import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { BootstrapKind, Product } from "../store/records.js";
import type { Store } from "../store/store.js";
import { authorized, authorizedMaster } from "./authorization.js";
import { readBody } from "./body.js";
import { readBootstrapConfig } from "./bootstrap-config.js";
import { type Context, isLocal } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields } from "./fields.js";
import { randomKey } from "./keys.js";
import { formatTime } from "./time.js";

type ById = { Params: { id: string } };

/** So many products there are at most. */
const mostProducts = 1_000;

/**
 * `/products`: a path of our own, as OneNET makes products on a page alone. From this machine it needs no key, so that
 * the page can be used at once; from elsewhere a MasterKey shows and changes its own product.
 */
export function productRoutes(app: FastifyInstance, context: Context): void {
  const { store } = context;
  app.get("/products", async (request) => {
    const isFree = isLocal(request) && request.headers["api-key"] === undefined;
    const products = isFree
      ? store.products()
      : [authorized(context, request)].filter(isMaster).map((one) => one.product);
    return succeeded(products.map((product) => productJson(context, product)));
  });
  app.post("/products", async (request) => {
    if (!isLocal(request)) {
      throw new ApiError(Errno.unauthorized, "authorization failed: products are made on this machine");
    }
    const fields = readProduct(readBody(request));
    if (fields.name === undefined) throw new ApiError(Errno.body, "body: name is missing");
    if (store.products().length >= mostProducts) {
      throw new ApiError(Errno.limit, `platform limit hit: there are at most ${mostProducts} products`);
    }
    return succeeded(productJson(context, createProduct(store, { ...fields, name: fields.name })));
  });
  app.put<ById>("/products/:id", async (request) => {
    const product = { ...ownProduct(context, request, request.params.id), ...readProduct(readBody(request)) };
    store.putProduct(product);
    return succeeded(productJson(context, product));
  });
  app.delete<ById>("/products/:id", async (request) => {
    const { productId } = ownProduct(context, request, request.params.id);
    if (store.devices().some((device) => device.productId === productId)) {
      throw new ApiError(Errno.parameter, "invalid parameter: the product still has devices");
    }
    if (store.products().length === 1) throw new ApiError(Errno.parameter, "invalid parameter: it is the last product");
    context.pusher.forget(productId);
    store.deleteProduct(productId);
    return succeeded();
  });
}

/** What the caller may say of a product. */
type ProductFields = Partial<Pick<Product, "name" | "description" | "bootstrap" | "bootstrapConfig">>;

/** Makes a product with new keys. All of them belong to one user. */
export function createProduct(store: Store, fields: ProductFields & { readonly name: string }): Product {
  const userId = store.products()[0]?.userId ?? String(store.nextNumber());
  const product: Product = {
    bootstrap: "onenet",
    ...fields,
    productId: String(store.nextNumber()),
    userId,
    masterKey: randomKey(),
    accessKey: randomBytes(32).toString("base64"),
    createdAt: Date.now(),
  };
  store.putProduct(product);
  return product;
}

const isMaster = (caller: { readonly isMaster: boolean }): boolean => caller.isMaster;

/** From this machine any product, from elsewhere that of the MasterKey. */
function ownProduct(context: Context, request: FastifyRequest, productId: string): Product {
  const isFree = isLocal(request) && request.headers["api-key"] === undefined;
  const product = isFree ? context.store.product(productId) : authorizedMaster(context, request);
  if (product?.productId !== productId) throw new ApiError(Errno.parameter, "invalid parameter: no such product");
  return product;
}

function readProduct(body: Readonly<Record<string, unknown>>): ProductFields {
  const fields = new Fields(body, Errno.body);
  const name = fields.text("name", 64)?.trim();
  if (name === "") throw fields.wrong("name", "is empty");
  const protocol = fields.text("protocol");
  if (protocol !== undefined && protocol.toUpperCase() !== "LWM2M") throw fields.wrong("protocol", "is not LWM2M");
  const description = fields.text("desc");
  const bootstrap = readBootstrap(fields);
  const bootstrapConfig = readBootstrapConfig(fields);
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(bootstrapConfig === undefined ? {} : { bootstrapConfig }),
  };
}

/** `"bootstrap":"onenet"|"standard"`, of a product or a device. */
export function readBootstrap(fields: Fields): BootstrapKind | undefined {
  const kind = fields.text("bootstrap");
  if (kind !== undefined && kind !== "onenet" && kind !== "standard") {
    throw fields.wrong("bootstrap", "is neither onenet nor standard");
  }
  return kind;
}

const productJson = (context: Context, product: Product): unknown => ({
  user_id: product.userId,
  product_id: product.productId,
  name: product.name,
  desc: product.description ?? "",
  protocol: "LWM2M",
  bootstrap: product.bootstrap,
  bootstrap_config: product.bootstrapConfig ?? {},
  master_key: product.masterKey,
  access_key: product.accessKey,
  create_time: formatTime(product.createdAt),
  device_count: context.store.devices().filter((device) => device.productId === product.productId).length,
});
