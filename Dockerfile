# The server and the worker are one image; the command says which. Debian and not Alpine: the Temporal SDK needs glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: the package's own build runs below, once its sources are there.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY docker/check-ready.mjs ./docker/check-ready.mjs
RUN mkdir /data && chown node:node /data
USER node
ENV SLUICE_DATA_DIR=/data
EXPOSE 4200
ENTRYPOINT ["node", "/app/dist/src/cli/main.js"]
CMD ["server", "start"]
