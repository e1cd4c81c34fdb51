import type { ErrorWriter, ProtocolFamily } from './service-codec.ts';
import { escapeXml } from './xml-writer.ts';

/** How a protocol words errors (aws-facts.md 5.4): S3's `<Error>`, Query's `<ErrorResponse>`, JSON's `__type`. */
export function errorWriter(family: ProtocolFamily, namespace: string): ErrorWriter {
  switch (family) {
    case 'restXml': return restXmlError;
    case 'awsQuery': return queryError(namespace);
    case 'ec2Query': return ec2Error;
    case 'awsJson': return jsonError(namespace);
    case 'restJson': return restJsonError(namespace);
  }
}

const restXmlError: ErrorWriter = (error, requestId) => ({
  status: error.status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${element('Code', error.code)}${element('Message', error.message)}${Object.entries(error.fields).map(([name, value]) => element(name, value)).join('')}${element('RequestId', requestId)}${element('HostId', 'redrill-sandbox')}</Error>`,
});

function queryError(namespace: string): ErrorWriter {
  return (error, requestId) => ({
    status: error.status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status >= 500 ? 'Receiver' : 'Sender'}</Type>${element('Code', error.code)}${element('Message', error.message)}</Error>${element('RequestId', requestId)}</ErrorResponse>`,
  });
}

const ec2Error: ErrorWriter = (error, requestId) => {
  const { code, status, message } = EC2_CODES[error.code] ?? { code: error.code, status: error.status };
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${element('Code', code)}${element('Message', message ?? error.message)}</Error></Errors>${element('RequestID', requestId)}</Response>`,
  };
};

/** Services that speak awsJson1_0. */
const JSON_1_0: ReadonlySet<string> = new Set(['com.amazonaws.dynamodb.v20120810', 'com.amazonaws.cloudwatch']);

/** AWS answers JSON errors with 400 whatever the model's trait says, and 500 for the service's own faults; codes end in Exception where AWS's do. */
function jsonError(namespace: string): ErrorWriter {
  const version = JSON_1_0.has(namespace) ? '1.0' : '1.1';
  return (error) => {
    const query = QUERY_CODES[namespace];
    const code = query?.[error.code] ?? JSON_CODES[error.code] ?? error.code;
    return {
      status: error.status >= 500 ? error.status : 400,
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-errortype': code, ...(query === undefined ? {} : { 'x-amzn-query-error': `${error.code};${error.status >= 500 ? 'Receiver' : 'Sender'}` }) },
      body: JSON.stringify({ __type: `${namespace}#${code}`, message: error.message, Message: error.message, ...error.fields }),
    };
  };
}

/** Services that moved from the query protocol: the code of old beside the name of the error in the model, both of which clients read. */
const QUERY_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'com.amazonaws.cloudwatch': {
    InvalidParameterValue: 'InvalidParameterValueException', InvalidParameterCombination: 'InvalidParameterCombinationException', MissingParameter: 'MissingRequiredParameterException',
    LimitExceeded: 'LimitExceededFault', InvalidFormat: 'InvalidFormatFault',
  },
};

/** restJson1 says `__type` and the header alike; the service's own members (Code, Type, Context) stand beside the message. The status is the error's own. */
function restJsonError(namespace: string): ErrorWriter {
  return (error) => {
    const code = JSON_CODES[error.code] ?? error.code;
    return {
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: `${namespace}#${code}`, Code: code, Message: error.message, Type: error.status >= 500 ? 'Service' : 'Client', ...error.fields, message: error.message }),
    };
  };
}

/** Names of common errors that differ in the JSON protocols. */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  InternalError: 'InternalServerError',
  NotImplemented: 'UnsupportedOperationException',
};

const NOT_VALIDATED = { code: 'AuthFailure', status: 401, message: 'AWS was not able to validate the provided access credentials' };

/** What EC2 calls the common errors. */
const EC2_CODES: Readonly<Record<string, { readonly code: string; readonly status: number; readonly message?: string }>> = {
  AccessDenied: { code: 'UnauthorizedOperation', status: 403 },
  InvalidClientTokenId: NOT_VALIDATED,
  SignatureDoesNotMatch: NOT_VALIDATED,
  IncompleteSignature: NOT_VALIDATED,
  ExpiredToken: { code: 'RequestExpired', status: 400 },
  InvalidArgument: { code: 'InvalidParameterValue', status: 400 },
};

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
