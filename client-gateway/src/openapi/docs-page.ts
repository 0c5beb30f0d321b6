import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { buildDocument } from './document.js';

/** Serves the page at /api/docs and the document at /api/docs-json. Everything it needs comes from this process. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, buildDocument(app), {
    jsonDocumentUrl: 'api/docs-json',
    raw: ['json'],
    customSiteTitle: 'Orderwire API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: { tryItOutEnabled: true, displayRequestDuration: true, defaultModelsExpandDepth: 0 },
  });
}
