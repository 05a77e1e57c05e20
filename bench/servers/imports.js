// What a start cannot be faster than: the packages loaded, nothing done.
import 'reflect-metadata';
import '@nestjs/core';
import '@nestjs/platform-fastify';
import '@nestjs/mongoose';
import '@nestjs/swagger';
import 'mongoose';
import 'zod';
import 'luxon';
import 'pino';
