// The same framework as Tally with a handler that does nothing.
import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class EmptyController {
  take(_body) {
    return { status: 'accepted' };
  }
}
Body()(EmptyController.prototype, 'take', 0);
Post()(EmptyController.prototype, 'take', Object.getOwnPropertyDescriptor(EmptyController.prototype, 'take'));
Controller('v1/readings')(EmptyController);

class EmptyModule {}
Module({ controllers: [EmptyController] })(EmptyModule);

const app = await NestFactory.create(EmptyModule, new FastifyAdapter({ bodyLimit: 2 ** 21 }), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
process.stdout.write(`http://127.0.0.1:${app.getHttpServer().address().port}\n`);
process.on('SIGTERM', () => process.exit(0));
