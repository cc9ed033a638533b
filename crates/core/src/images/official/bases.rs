//! Variables that images inherit from the image that they are built from.

/// Variables of `eclipse-temurin:17-jre`.
pub(super) const JAVA_17: &[&str] = &[
    "PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "JAVA_HOME=/opt/java/openjdk",
    "LANG=en_US.UTF-8",
    "LANGUAGE=en_US:en",
    "LC_ALL=en_US.UTF-8",
    "JAVA_VERSION=jdk-17.0.20+8",
];

/// Variables of `eclipse-temurin:21`.
pub(super) const JAVA_21: &[&str] = &[
    "PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "JAVA_HOME=/opt/java/openjdk",
    "LANG=en_US.UTF-8",
    "LANGUAGE=en_US:en",
    "LC_ALL=en_US.UTF-8",
    "JAVA_VERSION=jdk-21.0.12+8",
];

/// Variables of `eclipse-temurin:25`.
pub(super) const JAVA_25: &[&str] = &[
    "PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "JAVA_HOME=/opt/java/openjdk",
    "LANG=en_US.UTF-8",
    "LANGUAGE=en_US:en",
    "LC_ALL=en_US.UTF-8",
    "JAVA_VERSION=jdk-25.0.4+7",
];

/// Variables of `php:8.3-apache`.
pub(super) const PHP_8_3_APACHE: &[&str] = &[
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PHPIZE_DEPS=autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake \t\tpkg-config \t\tre2c",
    "PHP_INI_DIR=/usr/local/etc/php",
    "APACHE_CONFDIR=/etc/apache2",
    "APACHE_ENVVARS=/etc/apache2/envvars",
    "PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_CPPFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_LDFLAGS=-Wl,-O1 -pie",
    "GPG_KEYS=1198C0117593497A5EC5C199286AF1F9897469DC C28D937575603EB4ABB725861C0779DC5C0A9DE4 AFD8691FDAEDF03BDF6E460563F15A9B715376CA",
    "PHP_VERSION=8.3.33",
    "PHP_URL=https://www.php.net/distributions/php-8.3.33.tar.xz",
    "PHP_ASC_URL=https://www.php.net/distributions/php-8.3.33.tar.xz.asc",
    "PHP_SHA256=e293ed620cec74651bb4a071317892a478aa6840fab22db45c72d77cd42f9676",
];

/// Variables of `php:8.3-fpm`.
pub(super) const PHP_8_3_FPM: &[&str] = &[
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PHPIZE_DEPS=autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake \t\tpkg-config \t\tre2c",
    "PHP_INI_DIR=/usr/local/etc/php",
    "PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_CPPFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_LDFLAGS=-Wl,-O1 -pie",
    "GPG_KEYS=1198C0117593497A5EC5C199286AF1F9897469DC C28D937575603EB4ABB725861C0779DC5C0A9DE4 AFD8691FDAEDF03BDF6E460563F15A9B715376CA",
    "PHP_VERSION=8.3.33",
    "PHP_URL=https://www.php.net/distributions/php-8.3.33.tar.xz",
    "PHP_ASC_URL=https://www.php.net/distributions/php-8.3.33.tar.xz.asc",
    "PHP_SHA256=e293ed620cec74651bb4a071317892a478aa6840fab22db45c72d77cd42f9676",
];

/// Variables of `php:8.4-apache`.
pub(super) const PHP_8_4_APACHE: &[&str] = &[
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PHPIZE_DEPS=autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake \t\tpkg-config \t\tre2c",
    "PHP_INI_DIR=/usr/local/etc/php",
    "APACHE_CONFDIR=/etc/apache2",
    "APACHE_ENVVARS=/etc/apache2/envvars",
    "PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_CPPFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_LDFLAGS=-Wl,-O1 -pie",
    "GPG_KEYS=AFD8691FDAEDF03BDF6E460563F15A9B715376CA 9D7F99A0CB8F05C8A6958D6256A97AF7600A39A6 0616E93D95AF471243E26761770426E17EBBB3DD",
    "PHP_VERSION=8.4.24",
    "PHP_URL=https://www.php.net/distributions/php-8.4.24.tar.xz",
    "PHP_ASC_URL=https://www.php.net/distributions/php-8.4.24.tar.xz.asc",
    "PHP_SHA256=e127be09a8506f4327c5cfa78a614b00d210714484ec215ce0011b4a03c00731",
];

/// Variables of `php:8.4` and `php:8.4-fpm`.
pub(super) const PHP_8_4_FPM: &[&str] = &[
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "PHPIZE_DEPS=autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake \t\tpkg-config \t\tre2c",
    "PHP_INI_DIR=/usr/local/etc/php",
    "PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_CPPFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64",
    "PHP_LDFLAGS=-Wl,-O1 -pie",
    "GPG_KEYS=AFD8691FDAEDF03BDF6E460563F15A9B715376CA 9D7F99A0CB8F05C8A6958D6256A97AF7600A39A6 0616E93D95AF471243E26761770426E17EBBB3DD",
    "PHP_VERSION=8.4.24",
    "PHP_URL=https://www.php.net/distributions/php-8.4.24.tar.xz",
    "PHP_ASC_URL=https://www.php.net/distributions/php-8.4.24.tar.xz.asc",
    "PHP_SHA256=e127be09a8506f4327c5cfa78a614b00d210714484ec215ce0011b4a03c00731",
];
