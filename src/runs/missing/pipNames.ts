/**
 * What to install for a module that a worker lacks.
 */

/** Distributions of other names than the modules that they bring. */
const DISTRIBUTIONS = new Map(
  Object.entries({
    Crypto: 'pycryptodome',
    Levenshtein: 'python-Levenshtein',
    MySQLdb: 'mysqlclient',
    OpenSSL: 'pyOpenSSL',
    PIL: 'Pillow',
    attr: 'attrs',
    bs4: 'beautifulsoup4',
    cv2: 'opencv-python',
    dateutil: 'python-dateutil',
    distutils: 'setuptools',
    dns: 'dnspython',
    docx: 'python-docx',
    dotenv: 'python-dotenv',
    faiss: 'faiss-cpu',
    fitz: 'PyMuPDF',
    git: 'GitPython',
    jose: 'python-jose',
    jwt: 'PyJWT',
    ldap: 'python-ldap',
    magic: 'python-magic',
    mpl_toolkits: 'matplotlib',
    nacl: 'PyNaCl',
    pkg_resources: 'setuptools',
    pptx: 'python-pptx',
    psycopg2: 'psycopg2-binary',
    pylab: 'matplotlib',
    serial: 'pyserial',
    skimage: 'scikit-image',
    sklearn: 'scikit-learn',
    slugify: 'python-slugify',
    snowflake: 'snowflake-connector-python',
    talib: 'TA-Lib',
    umap: 'umap-learn',
    usb: 'pyusb',
    win32com: 'pywin32',
    yaml: 'PyYAML',
    zmq: 'pyzmq'
  })
);

/** Modules of Python itself that not every Python has. */
const OF_PYTHON = new Set(
  (
    'asynchat asyncore audioop cgi cgitb chunk crypt curses dbm idlelib imghdr imp lib2to3 ' +
    'mailcap msilib msvcrt nis nntplib ossaudiodev pipes readline smtpd sndhdr spwd sqlite3 ' +
    'sunau telnetlib tkinter tomllib turtle uu winreg winsound xdrlib'
  ).split(' ')
);

/**
 * The distribution that brings a top-level module.
 *
 * @returns null where no distribution does: Python itself has the module, or
 * not, and private ones belong to others.
 */
export function distributionOf(name: string): string | null {
  return OF_PYTHON.has(name) || !/^[a-zA-Z]\w*$/.test(name)
    ? null
    : (DISTRIBUTIONS.get(name) ?? name.replace(/_/g, '-'));
}
