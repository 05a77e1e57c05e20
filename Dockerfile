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
# Batches of readings are short-lived memory: a larger nursery spares the collector half its runs.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/main.js"]
