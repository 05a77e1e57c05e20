// The lower limit of a start: loads the packages and does nothing.
import 'reflect-metadata';
import '@nestjs/core';
import '@nestjs/platform-fastify';
import '@nestjs/mongoose';
import '@nestjs/swagger';
import 'mongoose';
import 'zod';
import 'luxon';
import 'pino';
