FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY --from=build /app/scripts/ensure-build.js ./scripts/
USER node
EXPOSE 3000
# Batches of readings are short-lived, so a larger young generation halves the runs of the collector. Below the limit, a heap
# at most doubles before it is collected, on a machine of any size (docs/decisions/0010-heap-limit.md).
CMD ["node", "--enable-source-maps", "--max-semi-space-size=64", "--max-old-space-size=1536", "dist/main.js"]
