import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM } from '../../../platform/errors/problem.js';
import { listAnswer } from '../../../platform/http/answers/answer-fields.js';
import { Answers } from '../../../platform/http/answers/answers.decorator.js';
import { recordId } from '../../../platform/http/input-fields.js';
import { Discloses } from '../../audit/disclosure/discloses.decorator.js';
import { ofRecords } from '../../audit/disclosure/disclosure.js';
import { CurrentPrincipal } from '../../caller/current-principal.decorator.js';
import type { Principal } from '../../caller/principal.js';
import { RequireScopes } from '../../caller/require-scopes.decorator.js';
import {
  expectedVersion,
  found,
  idParameter,
  savedRecord,
  type IdParameter,
  type PutReply,
} from '../../records/put-request.js';
import { DevicesService } from '../devices.service.js';
import { assignmentAnswer, toAssignmentAnswer, type AssignmentAnswer } from './assignment.answer.js';
import { assignmentCorrection, newAssignment, type AssignmentCorrection } from './assignment.input.js';
import type { Assignment } from './assignment.js';

const assignmentParameter = z.strictObject({ id: recordId, assignmentId: recordId });
type AssignmentParameter = z.output<typeof assignmentParameter>;

interface AssignmentList {
  readonly items: readonly AssignmentAnswer[];
  readonly next: null;
}

/** Which patient had which device when. Assignments may be recorded and corrected at any later time. */
@Controller()
export class AssignmentsController {
  constructor(private readonly devices: DevicesService) {}

  @Get('devices/:id/assignments')
  @RequireScopes('records:limited')
  @Discloses('deviceAssignments', ({ items }: AssignmentList) => ofRecords(items))
  @Answers({ 200: listAnswer(assignmentAnswer), 404: PROBLEM })
  async ofDevice(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
  ): Promise<AssignmentList> {
    found(await this.devices.get(principal, id), 'device');
    const byDevice = await this.devices.assignmentsOfDevices(principal, [id]);
    return { items: (byDevice.get(id) ?? []).map(toAssignmentAnswer), next: null };
  }

  @Get('patients/:id/assignments')
  @RequireScopes('records:limited')
  @Discloses('deviceAssignments', ({ items }: AssignmentList, { params }) => ofRecords(items, params['id']))
  @Answers({ 200: listAnswer(assignmentAnswer) })
  async ofPatient(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id }: IdParameter,
  ): Promise<AssignmentList> {
    const items = await this.devices.assignmentRecordsOf(principal, id);
    return { items: items.map(toAssignmentAnswer), next: null };
  }

  /** Answers 201 for a new assignment, 200 when the same one is posted again, and 409 when the id has other content. */
  @Post('devices/:id/assignments')
  @RequireScopes('records:write')
  @Discloses('deviceAssignments', (assignment: AssignmentAnswer) => ofRecords([assignment]))
  @Answers({ 200: assignmentAnswer, 201: assignmentAnswer, 404: PROBLEM, 409: PROBLEM, 412: PROBLEM })
  async assign(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: idParameter }) { id: deviceId }: IdParameter,
    @Body({ schema: newAssignment }) content: z.output<typeof newAssignment>,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<AssignmentAnswer> {
    found(await this.devices.get(principal, deviceId), 'device');
    const saved = await this.devices.assignNew(principal, { ...content, deviceId });
    if (saved === 'taken')
      throw new ProblemError(409, 'An assignment with this id exists with other content. PATCH it.', [
        { path: 'id', message: 'is taken' },
      ]);
    return toAssignmentAnswer(savedRecord(saved, reply));
  }

  /** Ends or corrects an assignment. Fields that the body leaves out keep their values. Takes If-Match. */
  @Patch('devices/:id/assignments/:assignmentId')
  @RequireScopes('records:write')
  @Discloses('deviceAssignments', (assignment: AssignmentAnswer) => ofRecords([assignment]))
  @Answers({ 200: assignmentAnswer, 404: PROBLEM, 409: PROBLEM, 412: PROBLEM })
  async correct(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: assignmentParameter }) at: AssignmentParameter,
    @Body({ schema: assignmentCorrection }) correction: AssignmentCorrection,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: PutReply,
  ): Promise<AssignmentAnswer> {
    const assignment = await this.find(principal, at, expectedVersion(headers));
    return toAssignmentAnswer(
      savedRecord(await this.devices.correct(principal, assignment, correction), reply),
    );
  }

  /** Removes an assignment that was recorded by mistake. Its readings are attributed again. Takes If-Match. */
  @Delete('devices/:id/assignments/:assignmentId')
  @HttpCode(204)
  @RequireScopes('records:write')
  @Discloses('deviceAssignments', () => ofRecords([]))
  @Answers({ 204: null, 404: PROBLEM, 409: PROBLEM, 412: PROBLEM })
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: assignmentParameter }) at: AssignmentParameter,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<void> {
    const assignment = await this.find(principal, at, expectedVersion(headers));
    if (!(await this.devices.removeAssignment(principal, assignment)))
      throw new ProblemError(412, 'The assignment has changed. Read it again.');
  }

  private async find(
    principal: Principal,
    { id, assignmentId }: AssignmentParameter,
    version: number | null,
  ): Promise<Assignment> {
    const assignment = await this.devices.getAssignment(principal, assignmentId);
    const own = found(assignment?.deviceId === id ? assignment : null, 'assignment of this device');
    if (version !== null && version !== own.version)
      throw new ProblemError(412, `The assignment is at version ${own.version}.`, [], {
        ETag: `"${own.version}"`,
      });
    return own;
  }
}
