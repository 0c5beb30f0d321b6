import { Controller, Get, Header, Query } from '@nestjs/common';
import { cancelPage, PAGE_POLICY, successPage } from './pages.js';

/** Where shoppers land after Checkout. The pages promise nothing: only the webhook knows whether money was captured. */
@Controller('payments')
export class PagesController {
  @Get('success')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  success(@Query('session_id') session?: unknown): string {
    return successPage(session);
  }

  @Get('cancel')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  cancel(): string {
    return cancelPage();
  }
}
