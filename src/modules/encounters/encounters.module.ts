import { Module } from '@nestjs/common';
import { AssessController } from './assess.controller.js';

@Module({ controllers: [AssessController] })
export class EncountersModule {}
